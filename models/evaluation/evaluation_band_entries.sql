-- One row per evaluated model and grade or stage that contacts entered, or MQL policy that they met: how many did so for the first time, and
-- the share that converted within the horizon after it, with the 95 % interval. Entries whose horizon has not passed count as entries, not in the share.

{{ config(enabled=evaluates()) }}

with counts as (

    select
        model_id,
        scale,
        band,
        count(*) as entries,
        count(label) as finished_entries,
        sum(label) as conversions
    from {{ ref('lead_scoring', 'evaluation_entries') }}
    group by model_id, scale, band

)

select
    counts.model_id,
    counts.scale,
    counts.band,
    cast(counts.entries as integer) as entries,
    cast(counts.finished_entries as integer) as finished_entries,
    cast(coalesce(counts.conversions, 0) as integer) as conversions,
    case when evaluation_counts.is_enough then {{ exact_ratio('counts.conversions', 'counts.finished_entries') }} end
        as conversion_rate,
    case when evaluation_counts.is_enough then {{ wilson('counts.conversions', 'counts.finished_entries', '-') }} end
        as rate_from,
    case when evaluation_counts.is_enough then {{ wilson('counts.conversions', 'counts.finished_entries', '+') }} end
        as rate_to,
    evaluation_counts.note
from counts
inner join {{ ref('lead_scoring', 'evaluation_counts') }} as evaluation_counts
    on counts.model_id = evaluation_counts.model_id
