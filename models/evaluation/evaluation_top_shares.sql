-- One row per evaluated model and percentage: the share of all conversions among the best so many per cent of contact-days.
-- A score at the edge counts with the part of it that is inside.

{{ config(enabled=evaluates()) }}

with percentages as (

    {% for percent in [1, 2, 5, 10, 20, 30, 50] %}
    select {{ percent }} as top_percent
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

evaluation_counts as (

    select * from {{ ref('lead_scoring', 'evaluation_counts') }}

),

inside as (

    select
        evaluation_counts.model_id,
        percentages.top_percent,
        score_counts.score,
        score_counts.examples,
        score_counts.conversions,
        least(
            percentages.top_percent * evaluation_counts.examples,
            (score_counts.examples_above + score_counts.examples) * 100
        )
        - score_counts.examples_above * 100 as part
    from evaluation_counts
    cross join percentages
    inner join {{ ref('lead_scoring', 'evaluation_score_counts') }} as score_counts
        on evaluation_counts.model_id = score_counts.model_id

),

sums as (

    select
        model_id,
        top_percent,
        min(score) as lowest_score,
        sum({{ exact_ratio('conversions * part', 'examples * 100') }}) as conversions
    from inside
    where part > 0
    group by model_id, top_percent

)

select
    sums.model_id,
    sums.top_percent,
    sums.lowest_score,
    case when counts.is_enough then {{ exact_ratio('sums.conversions', 'counts.conversions') }} end
        as share_of_conversions,
    counts.note
from sums
inner join evaluation_counts as counts on sums.model_id = counts.model_id
