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

    select distinct
        {{ clean_text('from_contact_id') }} as from_contact_id,
        {{ clean_text('into_contact_id') }} as into_contact_id
    from {{ lead_scoring.input_relation('contact_merges') }} as contact_merges
    where {{ clean_text('from_contact_id') }} <> {{ clean_text('into_contact_id') }}

),

named as (

    select contact_id, requested_at from erasures where contact_id is not null

    union all

    select contacts.contact_id, erasures.requested_at
    from erasures
    inner join contacts on erasures.email = contacts.email
    where contacts.contact_id is not null

),

{# Whoever is reachable over merges in either direction is the same person: eight steps, eight links. -#}
step_0 as (

    select contact_id, requested_at from named

),
{% for step in range(1, 9) %}
step_{{ step }} as (

    select contact_id, requested_at from step_{{ step - 1 }}
    union
    select merge_links.into_contact_id as contact_id, known.requested_at
    from step_{{ step - 1 }} as known
    inner join merge_links on known.contact_id = merge_links.from_contact_id
    union
    select merge_links.from_contact_id as contact_id, known.requested_at
    from step_{{ step - 1 }} as known
    inner join merge_links on known.contact_id = merge_links.into_contact_id

){{ ',' if not loop.last }}
{% endfor %}

select
    contact_id,
    min(requested_at) as requested_at
from step_8
group by contact_id
