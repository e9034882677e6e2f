-- One row per contact and day that this build scores it for, with what is to be known about its activities on that day.
-- A contact is scored from the day it exists: its creation day, else its first activity day; one with neither always existed.
-- Everything downstream starts from these rows.

with resolved_contacts as (

    select * from {{ ref('lead_scoring', 'resolved_contacts') }}

),

as_of_days as (

    select * from {{ ref('lead_scoring', 'as_of_days') }}

),

knowledge_days as (

    select * from {{ ref('lead_scoring', 'knowledge_days') }}

),

contact_activity as (

    select * from {{ ref('lead_scoring', 'contact_activity') }}

),

contact_days as (

    select
        resolved_contacts.contact_id,
        as_of_days.as_of,
        resolved_contacts.company_id,
        resolved_contacts.created_on,
        resolved_contacts.is_stub,
        coalesce(knowledge_days.known_by, {{ known_now() }}) as known_by
    from resolved_contacts
    cross join as_of_days
    left join knowledge_days
        on resolved_contacts.contact_id = knowledge_days.contact_id
        and as_of_days.as_of >= knowledge_days.known_by
        and as_of_days.as_of < knowledge_days.known_until

),

existing as (

    select
        contact_days.*,
        {# A past day scored as it was known then knows no activity of later days. -#}
        case
            when contact_days.created_on is not null then contact_days.created_on
            when not contact_days.is_stub
                and contact_days.as_of < {{ as_of() }}
                and contact_activity.first_activity_on > contact_days.as_of
                and {{ scores_past_days_as_known_then() }}
                then null
            else contact_activity.first_activity_on
        end as exists_from
    from contact_days
    left join contact_activity
        on contact_days.contact_id = contact_activity.contact_id
        and contact_days.known_by = contact_activity.known_by

)

select
    contact_id,
    as_of,
    company_id,
    known_by,
    exists_from
from existing
where exists_from <= as_of
    or (exists_from is null and not is_stub)
