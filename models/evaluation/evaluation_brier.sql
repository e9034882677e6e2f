-- One row per evaluated model whose scores stand for probabilities: the mean squared distance between the probability that a score said and
-- what happened (0 or 1). Which models do is said by a table of curves, as learning leaves it (`probabilities` of the settings).

{{ config(enabled=evaluates()) }}

{% set curves = var('lead_scoring_evaluate').get('probabilities') %}
{% set columns = ['model_id', 'log_odds_at_0', 'log_odds_per_point'] %}

with curves as (

    select
        model_id,
        cast(log_odds_at_0 as {{ type_double() }}) as log_odds_at_0,
        cast(log_odds_per_point as {{ type_double() }}) as log_odds_per_point
    from {{ named_relation(curves) if curves else empty_table(columns) }} as named_curves

),

said as (

    select
        score_counts.model_id,
        score_counts.examples,
        score_counts.conversions,
        {{ probability('curves.log_odds_at_0 + curves.log_odds_per_point * score_counts.score') }} as probability
    from {{ ref('lead_scoring', 'evaluation_score_counts') }} as score_counts
    inner join curves on score_counts.model_id = curves.model_id

),

{# Whole billionths, so that sums do not depend on the order of rows. -#}
errors as (

    select
        model_id,
        sum(examples) as examples,
        sum(
            conversions * {{ nearest_whole('(1 - probability) * (1 - probability) * 1000000000') }}
            + (examples - conversions) * {{ nearest_whole('probability * probability * 1000000000') }}
        ) as squared_errors
    from said
    group by model_id

)

select
    model_id,
    {{ exact_ratio('squared_errors', 'examples * 1000000000') }} as brier
from errors
