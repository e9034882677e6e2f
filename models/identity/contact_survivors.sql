-- One row per contact_id of the contacts and activities, and of who was merged into them, with the contact that its points go to
-- (itself, unless merged).
-- Nobody who did something is lost: who is in no contacts input becomes a contact by their activities.

with named_contacts as (

    select contact_id from {{ ref('lead_scoring', 'stg_contacts') }}
    union distinct
    select contact_id from {{ ref('lead_scoring', 'contact_activity') }} where known_by = {{ known_now() }}

),

merged_contacts as (

    select * from {{ ref('lead_scoring', 'merged_contacts') }}

),

survivors as (

    select
        named_contacts.contact_id,
        coalesce(merged_contacts.survivor_id, named_contacts.contact_id) as survivor_id
    from named_contacts
    left join merged_contacts on named_contacts.contact_id = merged_contacts.contact_id

),

{# Their own rows are gone, but outcomes and records of a CRM may still name them. -#}
merged_away as (

    select
        merged_contacts.contact_id,
        merged_contacts.survivor_id
    from merged_contacts
    left join named_contacts on merged_contacts.contact_id = named_contacts.contact_id
    where named_contacts.contact_id is null
        and merged_contacts.survivor_id in (select survivors.survivor_id from survivors)

)

select contact_id, survivor_id from survivors
union all
select contact_id, survivor_id from merged_away
