-- One row per activity of the touched days, as known now: what a daily build counts again, read from all activities once.
-- Empty when every day is counted anyway.

select stg_activities.*
from {{ ref('lead_scoring', 'stg_activities') }} as stg_activities
inner join {{ ref('lead_scoring', 'touched_days') }} as touched_days
    on stg_activities.contact_id = touched_days.contact_id
    and stg_activities.activity_date = touched_days.activity_date
