-- Invariant: the counts hold each activity once, however many builds added to them, and a match is at most all that was counted on
-- that day. A difference heals with `--full-refresh`.

with happened as (

    select
        activity_date,
        count(*) as activities
    from {{ ref('lead_scoring', 'stg_activities') }}
    group by activity_date

),

remembered as (

    select
        activity_date,
        sum(activities) as activities
    from {{ ref('lead_scoring', 'activity_counts') }}
    where not is_derived
    group by activity_date

),

counted as (

    select
        contact_id,
        known_by,
        activity_date,
        sum(activities) as activities
    from {{ ref('lead_scoring', 'counted_activities') }}
    where rule_set_no > 0
    group by contact_id, known_by, activity_date

),

matched as (

    select
        contact_id,
        known_by,
        activity_date,
        max(activities) as activities
    from {{ ref('lead_scoring', 'matched_days') }}
    group by contact_id, known_by, activity_date

)

select
    coalesce(happened.activity_date, remembered.activity_date) as activity_date,
    cast(null as {{ dbt.type_string() }}) as contact_id,
    coalesce(happened.activities, 0) as activities,
    coalesce(remembered.activities, 0) as counted_activities
from happened
full outer join remembered on happened.activity_date = remembered.activity_date
where coalesce(happened.activities, 0) <> coalesce(remembered.activities, 0)

union all

select
    matched.activity_date,
    matched.contact_id,
    coalesce(counted.activities, 0) as activities,
    matched.activities as counted_activities
from matched
left join counted
    on matched.contact_id = counted.contact_id
    and matched.known_by = counted.known_by
    and matched.activity_date = counted.activity_date
where matched.activities > coalesce(counted.activities, 0)
