-- One row per row of the input `attribute_history`, cast, with the reason why it is rejected (null: it keeps the contract).
-- value is null where the row says that the field was emptied.

with attribute_history as (

    select * from {{ lead_scoring.input_relation('attribute_history') }} as attribute_history

),

erased_contacts as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

),

typed as (

    select
        {{ policy_word('entity') }} as entity,
        {{ clean_text('id') }} as entity_id,
        {{ clean_text('field') }} as field_name,
        {{ clean_text('value') }} as value,
        {{ timestamp_value('valid_from') }} as valid_from,
        {{ row_to_json(whole_row('attribute_history')) }} as raw_content
    from attribute_history{{ computed_once() }}

)

select
    entity,
    entity_id,
    field_name,
    value,
    valid_from,
    raw_content,
    entity || '.' || {{ lower_text('field_name') }} as field,
    case
        when coalesce(entity, '') not in ('contact', 'company') then 'entity is not one of contact, company'
        when entity_id is null then 'id is missing'
        when field_name is null then 'field is missing'
        when {{ lower_text('field_name') }} like entity || '.%'
            then 'field is written without contact. or company.'
        when valid_from is null then 'valid_from is missing or no time'
    end as rejection_reason
from typed
where coalesce(entity, '') <> 'contact'
    or entity_id is null
    or entity_id not in (select erased_contacts.contact_id from erased_contacts)
