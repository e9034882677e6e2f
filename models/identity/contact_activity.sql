-- One row per surviving contact with any activity and state of knowledge: its first day of activity, bots included, and its last
-- human activity up to the end of as_of (null: none).

with counted_activities as (

    select * from {{ ref('lead_scoring', 'counted_activities') }} where not is_derived

)

select
    contact_id,
    known_by,
    min(activity_date) as first_activity_on,
    max(case when activity_date <= {{ as_of() }} then last_human_at end) as last_activity_at
from counted_activities
group by contact_id, known_by
