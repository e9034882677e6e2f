-- One row per evaluated model and score that occurs: what sales would get if all contacts with at least this score were handed over.
-- Counted over all finished snapshot days; standing_contacts and expected_conversions are those of one day and its window.

{{ config(enabled=evaluates()) }}

with score_counts as (

    select
        *,
        examples + examples_above as examples_from,
        conversions + conversions_above as conversions_from
    from {{ ref('lead_scoring', 'evaluation_score_counts') }}

)

select
    score_counts.model_id,
    score_counts.score as cut,
    score_counts.examples_from as examples,
    score_counts.conversions_from as conversions,
    {{ exact_ratio('score_counts.examples_from', 'counts.days') }} as standing_contacts,
    case when counts.is_enough then {{ exact_ratio('score_counts.conversions_from', 'counts.days') }} end
        as expected_conversions,
    case when counts.is_enough then {{ exact_ratio('score_counts.conversions_from', 'score_counts.examples_from') }} end
        as conversion_precision,
    case when counts.is_enough then {{ exact_ratio('score_counts.conversions_from', 'counts.conversions') }} end
        as recall,
    case
        when counts.is_enough
            then {{ exact_ratio(
                'score_counts.conversions_from * counts.examples', 'score_counts.examples_from * counts.conversions'
            ) }}
    end as lift,
    counts.note
from score_counts
inner join {{ ref('lead_scoring', 'evaluation_counts') }} as counts on score_counts.model_id = counts.model_id
