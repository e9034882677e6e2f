-- One row per activity type and month that has come to its end by as_of: activities in it, the mean of up to three months before, and whether
-- there are three times as many or less than a third: a tracker that broke or a crawler moves scores, too.

{{ config(enabled=evaluates()) }}

with activities as (

    select
        {{ lower_text('activity_type') }} as activity_type,
        substring(cast(activity_date as {{ dbt.type_string() }}), 1, 7) as month
    from {{ ref('lead_scoring', 'stg_activities') }}
    where not is_bot
        and activity_type is not null
        and activity_date <= {{ as_of() }}

),

months as (

    select distinct month
    from activities
    where month < substring(cast({{ add_days(as_of(), 1) }} as {{ dbt.type_string() }}), 1, 7)

),

types as (

    select
        activity_type,
        min(month) as first_month
    from activities
    group by activity_type

),

counts as (

    select
        activity_type,
        month,
        count(*) as activities
    from activities
    group by activity_type, month

),

compared as (

    select
        types.activity_type,
        months.month,
        coalesce(counts.activities, 0) as activities,
        sum(coalesce(counts.activities, 0)) over (
            partition by types.activity_type order by months.month rows between 3 preceding and 1 preceding
        ) as activities_before,
        count(*) over (
            partition by types.activity_type order by months.month rows between 3 preceding and 1 preceding
        ) as months_before
    from types
    inner join months on types.first_month <= months.month
    left join counts
        on types.activity_type = counts.activity_type
        and months.month = counts.month

)

select
    activity_type,
    month,
    cast(activities as bigint) as activities,
    {{ exact_ratio('activities_before', 'months_before') }} as usual_activities,
    activities_before >= {{ evaluation_default('min_month_examples') }} * months_before
    and (
        activities * months_before >= {{ evaluation_default('volume_factor') }} * activities_before
        or activities * months_before * {{ evaluation_default('volume_factor') }} <= activities_before
    ) as is_alarm
from compared
where months_before > 0
