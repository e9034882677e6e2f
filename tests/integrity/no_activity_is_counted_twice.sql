-- Invariant: the compact counts hold each human activity of a known contact at most once, and a match is at most all of
-- that day's activities.

with counted as (

    select
        contact_id,
        activity_date,
        sum(activities) as activities
    from {{ ref('activity_counts') }}
    where known_by = {{ known_now() }}
    group by contact_id, activity_date

),

happened as (

    select
        contact_survivors.survivor_id as contact_id,
        matchable_activities.activity_date,
        count(*) as activities
    from {{ ref('matchable_activities') }} as matchable_activities
    inner join {{ ref('contact_survivors') }} as contact_survivors
        on matchable_activities.contact_id = contact_survivors.contact_id
    where matchable_activities.known_by = {{ known_now() }}
    group by contact_survivors.survivor_id, matchable_activities.activity_date

),

matched as (

    select
        contact_id,
        activity_date,
        max(activities) as activities
    from {{ ref('matched_days') }}
    where known_by = {{ known_now() }}
    group by contact_id, activity_date

)

select
    counted.contact_id,
    counted.activity_date,
    counted.activities as counted_activities,
    happened.activities as happened_activities,
    matched.activities as matched_activities
from counted
left join happened
    on counted.contact_id = happened.contact_id
    and counted.activity_date = happened.activity_date
left join matched
    on counted.contact_id = matched.contact_id
    and counted.activity_date = matched.activity_date
where counted.activities > coalesce(happened.activities, 0)
    or coalesce(matched.activities, 0) > counted.activities
