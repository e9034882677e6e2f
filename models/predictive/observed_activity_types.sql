-- One row per activity type that points are learned from, with the names of its two metrics: how often lately, and how long ago.
-- The most frequent types whose name can stand in the name of a metric.

{{ config(enabled=learns_from_contacts()) }}

with counted as (

    select
        {{ lower_text('activity_type') }} as activity_type,
        count(*) as activities
    from {{ ref('lead_scoring', 'stg_activities') }}
    where not is_bot and activity_type is not null
    group by {{ lower_text('activity_type') }}

),

ranked as (

    select
        activity_type,
        row_number() over (order by activities desc, activity_type) as type_rank
    from counted
    where {{ regexp_search('activity_type', "'^[a-z0-9_]+$'") }}

)

select
    activity_type,
    'learned_count_' || activity_type || '_{{ learning("activity_window_days") }}d' as count_metric,
    'learned_days_since_' || activity_type as recency_metric
from ranked
where type_rank <= {{ learning('activity_types') }}
