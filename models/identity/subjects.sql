-- One row per contact and day that this build scores it for.
-- A contact is scored from the day it exists; everything downstream starts from these rows.

with resolved_contacts as (

    select * from {{ ref('resolved_contacts') }}

),

as_of_days as (

    select * from {{ ref('as_of_days') }}

)

select
    resolved_contacts.contact_id,
    as_of_days.as_of,
    resolved_contacts.company_id,
    resolved_contacts.exists_from
from resolved_contacts
inner join as_of_days
    on resolved_contacts.exists_from is null
    or resolved_contacts.exists_from <= as_of_days.as_of
