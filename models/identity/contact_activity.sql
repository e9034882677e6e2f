-- One row per surviving contact with any activity: its first day of activity, bots included, and its last human activity
-- up to the end of as_of (null: none).

with stg_activities as (

    select * from {{ ref('stg_activities') }}

),

contact_survivors as (

    select * from {{ ref('contact_survivors') }}

)

select
    contact_survivors.survivor_id as contact_id,
    min(stg_activities.activity_date) as first_activity_on,
    max(
        case
            when not stg_activities.is_bot and stg_activities.activity_date <= {{ as_of() }}
                then stg_activities.occurred_at
        end
    ) as last_activity_at
from stg_activities
inner join contact_survivors on stg_activities.contact_id = contact_survivors.contact_id
group by contact_survivors.survivor_id
