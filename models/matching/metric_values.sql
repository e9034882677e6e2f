-- One row per contact, scored day and metric that the policy reads: its value as rules compare it.
-- Every contact has every metric; a missing value is the empty text.

with subjects as (

    select * from {{ ref('lead_scoring', 'subjects') }}

),

scored_metrics as (

    select policy_metrics.*
    from {{ ref('lead_scoring', 'policy_metrics') }} as policy_metrics
    inner join {{ ref('lead_scoring', 'scored_owners') }} as scored_owners
        on scored_owners.owner_type = 'metric'
        and policy_metrics.metric_id = scored_owners.owner_id

),

metric_days as (

    select * from {{ ref('lead_scoring', 'metric_days') }}

),

metric_medians as (

    select * from {{ ref('lead_scoring', 'metric_medians') }}

),

measured as (

    select
        subjects.contact_id,
        subjects.as_of,
        scored_metrics.metric_id,
        cast(coalesce(sum(metric_days.activities), 0) as numeric(28, 6)) as activities,
        cast(count(metric_days.activity_date) as numeric(28, 6)) as active_days,
        cast(coalesce(sum(metric_days.value_sum), 0) as numeric(28, 6)) as value_sum,
        cast({{ days_between('max(metric_days.activity_date)', 'subjects.as_of') }} as numeric(28, 6))
            as days_since_last,
        cast({{ days_between('min(metric_days.activity_date)', 'subjects.as_of') }} as numeric(28, 6))
            as days_since_first
    from subjects
    cross join scored_metrics
    left join metric_days
        on subjects.contact_id = metric_days.contact_id
        and subjects.known_by = metric_days.known_by
        and scored_metrics.metric_id = metric_days.metric_id
        and metric_days.activity_date <= subjects.as_of
        and (
            scored_metrics.window_days is null
            or {{ days_between('metric_days.activity_date', 'subjects.as_of') }} < scored_metrics.window_days
        )
    group by subjects.contact_id, subjects.as_of, scored_metrics.metric_id

),

simple_values as (

    select
        measured.contact_id,
        measured.as_of,
        scored_metrics.metric_id,
        scored_metrics.measure,
        scored_metrics.field,
        scored_metrics.base_metric_id,
        measured.activities,
        case scored_metrics.measure
            when 'count' then measured.activities
            when 'active_days' then measured.active_days
            when 'sum' then measured.value_sum
            when 'days_since_last' then measured.days_since_last
            when 'days_since_first' then measured.days_since_first
            when 'median' then metric_medians.median_value
        end as value
    from measured
    inner join scored_metrics on measured.metric_id = scored_metrics.metric_id
    left join metric_medians
        on measured.contact_id = metric_medians.contact_id
        and measured.as_of = metric_medians.as_of
        and measured.metric_id = metric_medians.metric_id

),

valued as (

    select
        simple_values.contact_id,
        simple_values.as_of,
        simple_values.field,
        case
            when simple_values.measure = 'ratio'
                then {{ exact_ratio('simple_values.activities', 'base_values.value') }}
            else simple_values.value
        end as value
    from simple_values
    left join simple_values as base_values
        on simple_values.contact_id = base_values.contact_id
        and simple_values.as_of = base_values.as_of
        and simple_values.base_metric_id = base_values.metric_id

)

select
    contact_id,
    as_of,
    field,
    coalesce({{ plain_number('value') }}, '') as value_text
from valued
