-- One row per activity up to the scored day of the contact and of those merged into it, newest first.
-- No public table holds them.
select
    activities.occurred_at,
    activities.activity_type,
    activities.channel,
    activities.asset,
    activities.campaign,
    activities.is_bot,
    count(*) over () as found
from contact_survivors as survivors
inner join stg_activities as activities on survivors.contact_id = activities.contact_id
where survivors.survivor_id = $contact_id
    and activities.activity_date <= $as_of
order by activities.occurred_at desc, activities.activity_type
limit 100
