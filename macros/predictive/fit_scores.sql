{#- The log-odds that a fit gives to examples, in whole billionths: the CTEs after `state`, `features` and `parameters` (see fit_step) and the
    final select. -#}
{% macro fit_scores() -%}
bin_weights as (

    select
        state.fit_no,
        parameters.bin_no,
        sum(state.weight) as weight
    from state
    inner join parameters on state.parameter_no = parameters.parameter_no
    group by state.fit_no, parameters.bin_no

),

example_weights as (

    select
        bin_weights.fit_no,
        features.example_no,
        sum(bin_weights.weight) as weight
    from features
    inner join bin_weights on features.bin_no = bin_weights.bin_no
    group by bin_weights.fit_no, features.example_no

)

select
    example_weights.fit_no,
    example_weights.example_no,
    cast(example_weights.weight + state.weight as bigint) as log_odds
from example_weights
inner join state on example_weights.fit_no = state.fit_no
where state.parameter_no = 0
{%- endmacro %}

{#- The CTEs `score_counts`, `score_ranks` and `areas` after `scored` (key columns, score, label): one row per key with the area under the
    ROC curve, the share of pairs of a conversion and another example in which the conversion has the greater score; equal scores count
    half. Whole numbers up to the last division. -#}
{% macro areas_under_curve(keys) -%}
score_counts as (

    select
        {{ keys | join(', ') }},
        score,
        sum(label) as conversions,
        sum(1 - label) as others
    from scored
    group by {{ keys | join(', ') }}, score

),

score_ranks as (

    select
        *,
        sum(others) over (partition by {{ keys | join(', ') }} order by score rows unbounded preceding) as others_up_to
    from score_counts

),

areas as (

    select
        {{ keys | join(', ') }},
        sum(conversions + others) as examples,
        sum(conversions) as conversions,
        case
            when sum(conversions) > 0 and sum(others) > 0
                then cast(sum(conversions * (2 * others_up_to - others)) as {{ lead_scoring.type_double() }})
                    / 2 / cast(sum(conversions) as {{ lead_scoring.type_double() }})
                    / cast(sum(others) as {{ lead_scoring.type_double() }})
        end as auc
    from score_ranks
    group by {{ keys | join(', ') }}

)
{%- endmacro %}
