{#- One step of a ridge logistic regression, for all fits of a table at once: the CTEs after `state` (fit_no, parameter_no, scale, penalty,
    weight, direction, gradient), `features` (example_no, bin_no), `examples` (example_no, label) and `parameters` (parameter_no, bin_no), and
    the final select, which is the next state. Parameter 0 is the intercept, and the weight of a bin is the sum of its parameters.
    Conjugate gradients: each step goes along `direction` as far as Newton's rule says, then turns. Weights, directions and gradients are
    whole billionths, so sums do not depend on the order of rows; the two numbers that do (stride, turn) are rounded to 6 decimals. -#}
{% macro fit_step() -%}
{%- set double = lead_scoring.type_double() %}
{%- set billion = 'cast(1000000000 as ' ~ double ~ ')' %}
bin_moves as (

    select
        state.fit_no,
        parameters.bin_no,
        sum(state.weight) as weight,
        sum(state.direction) as direction
    from state
    inner join parameters on state.parameter_no = parameters.parameter_no
    group by state.fit_no, parameters.bin_no

),

example_moves as (

    select
        bin_moves.fit_no,
        features.example_no,
        sum(bin_moves.weight) as weight,
        sum(bin_moves.direction) as direction
    from features
    inner join bin_moves on features.bin_no = bin_moves.bin_no
    group by bin_moves.fit_no, features.example_no

),

log_odds as (

    select
        example_moves.fit_no,
        example_moves.example_no,
        examples.label,
        cast(example_moves.weight + state.weight as {{ double }}) / {{ billion }} as log_odds,
        cast(example_moves.direction + state.direction as {{ double }}) / {{ billion }} as direction
    from example_moves
    inner join state on example_moves.fit_no = state.fit_no
    inner join examples on example_moves.example_no = examples.example_no
    where state.parameter_no = 0

),

curvatures as (

    select
        fit_no,
        sum({{ lead_scoring.probability('log_odds') }} * (1 - {{ lead_scoring.probability('log_odds') }}) * direction * direction) as curvature
    from log_odds
    group by fit_no

),

slopes as (

    select
        fit_no,
        sum((cast(gradient as {{ double }}) / {{ billion }}) * (cast(direction as {{ double }}) / {{ billion }})) as slope,
        sum(penalty * (cast(direction as {{ double }}) / {{ billion }}) * (cast(direction as {{ double }}) / {{ billion }})) as stiffness
    from state
    group by fit_no

),

strides as (

    select
        slopes.fit_no,
        case
            when curvatures.curvature + slopes.stiffness > 0
                then {{ lead_scoring.to_millionths('-slopes.slope / (curvatures.curvature + slopes.stiffness)') }}
            else 0
        end as stride
    from slopes
    inner join curvatures on slopes.fit_no = curvatures.fit_no

),

residuals as (

    select
        log_odds.fit_no,
        log_odds.example_no,
        {{ lead_scoring.nearest_whole(lead_scoring.probability('log_odds.log_odds + strides.stride * log_odds.direction') ~ ' * 1000000000') }}
        - log_odds.label * 1000000000 as residual
    from log_odds
    inner join strides on log_odds.fit_no = strides.fit_no

),

bin_gradients as (

    select
        residuals.fit_no,
        features.bin_no,
        sum(residuals.residual) as gradient
    from features
    inner join residuals on features.example_no = residuals.example_no
    group by residuals.fit_no, features.bin_no

),

gradients as (

    select
        bin_gradients.fit_no,
        parameters.parameter_no,
        sum(bin_gradients.gradient) as gradient
    from bin_gradients
    inner join parameters on bin_gradients.bin_no = parameters.bin_no
    group by bin_gradients.fit_no, parameters.parameter_no

    union all

    select
        fit_no,
        0 as parameter_no,
        sum(residual) as gradient
    from residuals
    group by fit_no

),

moved as (

    select
        state.fit_no,
        state.parameter_no,
        state.scale,
        state.penalty,
        state.weight + {{ lead_scoring.nearest_whole('strides.stride * state.direction') }} as weight,
        state.direction,
        state.gradient as gradient_before,
        cast(coalesce(gradients.gradient, 0) as bigint) as loss_gradient
    from state
    inner join strides on state.fit_no = strides.fit_no
    left join gradients
        on state.fit_no = gradients.fit_no
        and state.parameter_no = gradients.parameter_no

),

turned as (

    select
        fit_no,
        sum(
            cast(loss_gradient + penalty * weight as {{ double }})
            * cast(loss_gradient + penalty * weight - gradient_before as {{ double }}) / scale
        ) as change,
        sum(cast(gradient_before as {{ double }}) * cast(gradient_before as {{ double }}) / scale) as before
    from moved
    group by fit_no

),

turns as (

    select
        fit_no,
        case when before > 0 and change > 0 then {{ lead_scoring.to_millionths('change / before') }} else 0 end as turn
    from turned

)

select
    moved.fit_no,
    moved.parameter_no,
    moved.scale,
    moved.penalty,
    moved.weight,
    {{ lead_scoring.nearest_whole('turns.turn * moved.direction - (moved.loss_gradient + moved.penalty * moved.weight) / moved.scale') }} as direction,
    moved.loss_gradient + moved.penalty * moved.weight as gradient
from moved
inner join turns on moved.fit_no = turns.fit_no
{%- endmacro %}

{#- The state before the first step: no weights but the intercept, which says the average. The CTEs after `fits` (fit_no, model_id, penalty),
    `examples` (model_id, example_no, label), `features` (example_no, bin_no) and `parameters` (parameter_no, bin_no, penalty_factor), and the
    final select. Examples are counted once for all fits of a model. -#}
{% macro fit_start() -%}
{%- set double = lead_scoring.type_double() %}
{%- set rate = 'cast(totals.conversions as ' ~ double ~ ') / totals.examples' %}
totals as (

    select
        fits.fit_no,
        count(*) as examples,
        sum(examples.label) as conversions
    from fits
    inner join examples on fits.model_id = examples.model_id
    group by fits.fit_no

),

counted_bins as (

    select
        labelled.model_id,
        features.bin_no,
        count(*) as examples,
        sum(labelled.label) as conversions
    from features
    inner join examples as labelled on features.example_no = labelled.example_no
    group by labelled.model_id, features.bin_no

),

bin_counts as (

    select
        fits.fit_no,
        counted_bins.bin_no,
        counted_bins.examples,
        counted_bins.conversions
    from fits
    inner join counted_bins on fits.model_id = counted_bins.model_id

),

parameter_counts as (

    select
        bin_counts.fit_no,
        parameters.parameter_no,
        max(parameters.penalty_factor) as penalty_factor,
        sum(bin_counts.examples) as examples,
        sum(bin_counts.conversions) as conversions
    from bin_counts
    inner join parameters on bin_counts.bin_no = parameters.bin_no
    group by bin_counts.fit_no, parameters.parameter_no

    union all

    select
        fit_no,
        0 as parameter_no,
        0 as penalty_factor,
        examples,
        conversions
    from totals

),

counted as (

    select
        parameter_counts.fit_no,
        parameter_counts.parameter_no,
        cast(fits.penalty * parameter_counts.penalty_factor as bigint) as penalty,
        {{ rate }} as rate,
        parameter_counts.examples * {{ rate }} * (1 - {{ rate }}) + fits.penalty * parameter_counts.penalty_factor as scale,
        {{ lead_scoring.nearest_whole('(parameter_counts.examples * ' ~ rate ~ ' - parameter_counts.conversions) * 1000000000') }} as gradient
    from parameter_counts
    inner join totals on parameter_counts.fit_no = totals.fit_no
    inner join fits on parameter_counts.fit_no = fits.fit_no

)

select
    fit_no,
    cast(parameter_no as bigint) as parameter_no,
    cast(scale as {{ double }}) as scale,
    penalty,
    case when parameter_no = 0 then {{ lead_scoring.nearest_whole('ln(rate / (1 - rate)) * 1000000000') }} else 0 end as weight,
    {{ lead_scoring.nearest_whole('-gradient / scale') }} as direction,
    gradient
from counted
{%- endmacro %}
