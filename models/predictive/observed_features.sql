-- One row per example and field: attributes of contact and company, and for each activity type how often lately and how long ago, as
-- metrics that rules can ask for. A missing value is null.

{{ config(enabled=learns_from_contacts()) }}

with observed_examples as (

    select * from {{ ref('lead_scoring', 'observed_examples') }}

),

activity_types as (

    select * from {{ ref('lead_scoring', 'observed_activity_types') }}

),

active_days as (

    select
        coalesce(contact_survivors.survivor_id, stg_activities.contact_id) as contact_id,
        {{ lower_text('stg_activities.activity_type') }} as activity_type,
        stg_activities.activity_date,
        count(*) as activities
    from {{ ref('lead_scoring', 'stg_activities') }} as stg_activities
    left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
        on stg_activities.contact_id = contact_survivors.contact_id
    where not stg_activities.is_bot
    group by
        coalesce(contact_survivors.survivor_id, stg_activities.contact_id),
        {{ lower_text('stg_activities.activity_type') }},
        stg_activities.activity_date

),

behaviour as (

    select
        observed_examples.model_id,
        observed_examples.example_id,
        activity_types.count_metric,
        activity_types.recency_metric,
        coalesce(sum(
            case
                when {{ days_between('active_days.activity_date', 'observed_examples.as_of') }}
                    < {{ learning('activity_window_days') }}
                    then active_days.activities
            end
        ), 0) as activities,
        min({{ days_between('active_days.activity_date', 'observed_examples.as_of') }}) as days_since_last
    from observed_examples
    cross join activity_types
    left join active_days
        on observed_examples.contact_id = active_days.contact_id
        and activity_types.activity_type = active_days.activity_type
        and active_days.activity_date <= observed_examples.as_of
    group by
        observed_examples.model_id,
        observed_examples.example_id,
        activity_types.count_metric,
        activity_types.recency_metric

)

select
    model_id,
    example_id,
    field,
    value
from {{ ref('lead_scoring', 'observed_attributes') }}

union all

select
    model_id,
    example_id,
    'metric.' || count_metric as field,
    cast(cast(activities as bigint) as {{ dbt.type_string() }}) as value
from behaviour

union all

select
    model_id,
    example_id,
    'metric.' || recency_metric as field,
    cast(days_since_last as {{ dbt.type_string() }}) as value
from behaviour
