-- One row per surviving contact with any activity and state of knowledge: its first day of activity, bots included, and its last
-- human activity up to the end of as_of (null: none).

with known_activities as (

    select * from {{ ref('known_activities') }}

),

contact_survivors as (

    select * from {{ ref('contact_survivors') }}

)

select
    contact_survivors.survivor_id as contact_id,
    known_activities.known_by,
    min(known_activities.activity_date) as first_activity_on,
    max(
        case
            when not known_activities.is_bot and known_activities.activity_date <= {{ as_of() }}
                then known_activities.occurred_at
        end
    ) as last_activity_at
from known_activities
inner join contact_survivors on known_activities.contact_id = contact_survivors.contact_id
group by contact_survivors.survivor_id, known_activities.known_by
