-- One row per evaluated model, segment field and value on finished snapshot days: contact-days, conversions, and how well the score ranks
-- within the segment (null where it has too few conversions; the note says so).

{{ config(enabled=evaluates()) }}

with segment_values as (

    select
        model_id,
        as_of,
        contact_id,
        field,
        coalesce(value, 'missing') as segment
    from {{ ref('lead_scoring', 'snapshot_values') }}
    where field in ({{ evaluation_segments() }})

),

scored as (

    select
        snapshots.model_id,
        segment_values.field,
        segment_values.segment,
        snapshots.score,
        snapshots.label
    from {{ ref('lead_scoring', 'evaluation_snapshots') }} as snapshots
    inner join segment_values
        on snapshots.model_id = segment_values.model_id
        and snapshots.as_of = segment_values.as_of
        and snapshots.contact_id = segment_values.contact_id
    where snapshots.is_finished

),

{{ areas_under_curve(['model_id', 'field', 'segment']) }},

judged as (

    select
        areas.*,
        counts.min_conversions,
        areas.conversions >= counts.min_conversions as is_enough
    from areas
    inner join {{ ref('lead_scoring', 'evaluation_counts') }} as counts on areas.model_id = counts.model_id

)

select
    model_id,
    field,
    segment,
    cast(examples as bigint) as examples,
    cast(conversions as bigint) as conversions,
    case when is_enough then {{ exact_ratio('conversions', 'examples') }} end as conversion_rate,
    case when is_enough then {{ wilson('conversions', 'examples', '-') }} end as rate_from,
    case when is_enough then {{ wilson('conversions', 'examples', '+') }} end as rate_to,
    case when is_enough then cast(auc as numeric(28, 6)) end as auc,
    case
        when not is_enough
            then 'too few: ' || cast(conversions as {{ dbt.type_string() }}) || ' conversions, '
                || cast(min_conversions as {{ dbt.type_string() }}) || ' are needed'
    end as note
from judged
