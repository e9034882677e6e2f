-- One row per contact_id of the contacts and activities, with the contact that its points go to (itself, unless merged).
-- Merges apply to all days, and chains are followed to their end.

with merge_links as (

    select
        stg_merges.from_contact_id,
        stg_merges.into_contact_id
    from {{ ref('stg_merges') }} as stg_merges
    left join {{ ref('merge_circles') }} as merge_circles
        on stg_merges.from_contact_id = merge_circles.from_contact_id
    where merge_circles.from_contact_id is null

),

{{ follow_merges('merge_links') }},

named_contacts as (

    select contact_id from {{ ref('stg_contacts') }}
    union
    select contact_id from {{ ref('stg_activities') }}

)

select
    named_contacts.contact_id,
    coalesce(followed.reached_id, named_contacts.contact_id) as survivor_id
from named_contacts
left join followed on named_contacts.contact_id = followed.from_contact_id
