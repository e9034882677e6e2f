-- One row per contact_id of the contacts and activities, with the contact that its points go to (itself, unless merged).
-- Nobody who did something is lost: who is in no contacts input becomes a contact by their activities.

with named_contacts as (

    select contact_id from {{ ref('lead_scoring', 'stg_contacts') }}
    union distinct
    select contact_id from {{ ref('lead_scoring', 'activity_counts') }} where activities > 0 and not is_derived

),

merged_contacts as (

    select * from {{ ref('lead_scoring', 'merged_contacts') }}

)

select
    named_contacts.contact_id,
    coalesce(merged_contacts.survivor_id, named_contacts.contact_id) as survivor_id
from named_contacts
left join merged_contacts on named_contacts.contact_id = merged_contacts.contact_id
