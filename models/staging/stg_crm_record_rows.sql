-- One row per row of the input `crm_records` that concerns nobody who was erased, with the reason why it is rejected (null: it keeps
-- the contract). A record of a CRM is one contact or company of ours.

with crm_records as (

    select * from {{ lead_scoring.input_relation('crm_records') }} as crm_records

),

erased_contacts as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

),

typed as (

    select
        {{ policy_word('crm_object') }} as crm_object,
        {{ clean_text('record_id') }} as record_id,
        {{ clean_text('id') }} as entity_id,
        {{ clean_text('owner_id') }} as owner_id,
        {{ boolean_value('is_converted') }} as is_converted,
        {{ names_a_contact('crm_object') }} as is_person,
        {{ row_to_json(whole_row('crm_records')) }} as raw_content
    from crm_records{{ computed_once() }}

),

checked as (

    select
        *,
        case
            when crm_object is null or crm_object not in ({{ text_literals(crm_objects()) }})
                then 'crm_object is not one of {{ crm_objects() | join(", ") }}'
            when record_id is null then 'record_id is missing'
            when entity_id is null then 'id is missing'
        end as broken_reason
    from typed
    where not is_person
        or entity_id is null
        or entity_id not in (select erased_contacts.contact_id from erased_contacts)

),

ranked as (

    select
        *,
        row_number() over (
            partition by crm_object, record_id, broken_reason is null
            order by {{ dbt.hash('raw_content') }} desc, raw_content
        ) as row_rank
    from checked

)

select
    crm_object,
    record_id,
    entity_id,
    owner_id,
    is_converted,
    is_person,
    raw_content,
    case
        when broken_reason is not null then broken_reason
        when row_rank > 1 then 'superseded: record_id stands more than once for its crm_object'
    end as rejection_reason
from ranked
