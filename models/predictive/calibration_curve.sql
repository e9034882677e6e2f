-- One row per learned model: the curve probability = 1 / (1 + exp(-(intercept + slope × log-odds))), in whole billionths, that fits the
-- checked examples best: the newest that no chosen weight has seen. It never falls: ranks stay as they are.

{{ config(enabled=learns(), materialized='repeated', meta={'start': 'calibration_start', 'steps': 12}) }}

{% set billion = 'cast(1000000000 as ' ~ type_double() ~ ')' %}

with state as (

    select * from {{ ref('lead_scoring', 'calibration_start') }}

),

predicted as (

    select
        checked_log_odds.model_id,
        cast(checked_log_odds.log_odds as {{ type_double() }}) / {{ billion }} as log_odds,
        case when checked_log_odds.label = 1 then state.high_target else state.low_target end as target,
        {{ probability(
            'cast(state.intercept as ' ~ type_double() ~ ') / ' ~ billion ~ ' + cast(state.slope as ' ~ type_double() ~ ') / ' ~ billion
            ~ ' * cast(checked_log_odds.log_odds as ' ~ type_double() ~ ') / ' ~ billion
        ) }} as probability
    from {{ ref('lead_scoring', 'checked_log_odds') }} as checked_log_odds
    inner join state on checked_log_odds.model_id = state.model_id

),

sums as (

    select
        model_id,
        sum(probability - target) as gradient,
        sum((probability - target) * log_odds) as slope_gradient,
        sum(probability * (1 - probability)) as curvature,
        sum(probability * (1 - probability) * log_odds) as cross_curvature,
        sum(probability * (1 - probability) * log_odds * log_odds) + 0.000001 as slope_curvature
    from predicted
    group by model_id

),

newton as (

    select
        model_id,
        {{ to_millionths(
            '(gradient * slope_curvature - slope_gradient * cross_curvature)'
            ~ ' / (curvature * slope_curvature - cross_curvature * cross_curvature)'
        ) }} as intercept_step,
        {{ to_millionths(
            '(slope_gradient * curvature - gradient * cross_curvature)'
            ~ ' / (curvature * slope_curvature - cross_curvature * cross_curvature)'
        ) }} as slope_step,
        {{ to_millionths('gradient / curvature') }} as level_step
    from sums

)

select
    state.model_id,
    case
        when state.slope > newton.slope_step * {{ billion }}
            then state.intercept - {{ nearest_whole('newton.intercept_step * 1000000000') }}
        else state.intercept - {{ nearest_whole('newton.level_step * 1000000000') }}
    end as intercept,
    case
        when state.slope > newton.slope_step * {{ billion }}
            then state.slope - {{ nearest_whole('newton.slope_step * 1000000000') }}
        else 0
    end as slope,
    state.high_target,
    state.low_target
from state
inner join newton on state.model_id = newton.model_id
