-- One row per contact_id that must be forgotten: named in the input `erasures` by id or by e-mail, or merged with such a contact.
-- No table of its own: nothing that is built may hold these ids.

{{ config(materialized='ephemeral') }}

with erasures as (

    select
        {{ clean_text('contact_id') }} as contact_id,
        {{ lower_text(clean_text('email')) }} as email,
        {{ timestamp_value('requested_at') }} as requested_at
    from {{ lead_scoring.input_relation('erasures') }} as erasures

),

contacts as (

    select
        {{ clean_text('contact_id') }} as contact_id,
        {{ lower_text(clean_text('email')) }} as email
    from {{ lead_scoring.input_relation('contacts') }} as contacts

),

merge_links as (

    select from_contact_id, into_contact_id
    from {{ ref('lead_scoring', 'all_merge_rows') }}
    where rejection_reason is null

),

{{ follow_merges('merge_links') }},

{# Merges in a circle are refused and make nobody the same person. -#}
same_person as (

    select
        followed.from_contact_id as contact_id,
        followed.reached_id as survivor_id
    from followed
    left join merge_links on followed.reached_id = merge_links.from_contact_id
    where merge_links.from_contact_id is null

),

named as (

    select contact_id, requested_at from erasures where contact_id is not null

    union all

    select contacts.contact_id, erasures.requested_at
    from erasures
    inner join contacts on erasures.email = contacts.email
    where contacts.contact_id is not null

),

named_survivors as (

    select
        coalesce(same_person.survivor_id, named.contact_id) as survivor_id,
        named.requested_at
    from named
    left join same_person on named.contact_id = same_person.contact_id

),

erased as (

    select survivor_id as contact_id, requested_at from named_survivors

    union all

    select same_person.contact_id, named_survivors.requested_at
    from named_survivors
    inner join same_person on named_survivors.survivor_id = same_person.survivor_id

)

select
    contact_id,
    min(requested_at) as requested_at
from erased
group by contact_id
