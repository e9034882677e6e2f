-- One row per contact_id of the contacts and activities, with the contact that its points go to (itself, unless merged).
-- Merges apply to all days; a merge that runs in a circle is rejected and changes nothing.

with merge_steps as (

    select * from {{ ref('merge_steps') }} where ends_at is not null

),

named_contacts as (

    select contact_id from {{ ref('stg_contacts') }}
    union
    select contact_id from {{ ref('stg_activities') }}

)

select
    named_contacts.contact_id,
    coalesce(merge_steps.ends_at, named_contacts.contact_id) as survivor_id
from named_contacts
left join merge_steps on named_contacts.contact_id = merge_steps.from_contact_id
