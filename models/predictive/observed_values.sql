-- One row per contact or company and field of its kind: the value that the inputs have now; missing ones are null.
-- Every contact and company has every field of its kind, but ids, names, addresses and the like, in which nobody looks for evidence and by
-- which people would be learned by heart.

{{ config(enabled=learns_from_contacts() or evaluates(), tags=['evaluation']) }}

with input_fields as (

    select * from {{ ref('lead_scoring', 'input_fields') }}
    where input_column is not null
        and field not in (
            'contact.contact_id', 'contact.email', 'contact.company_id', 'contact.created_at', 'contact.is_deleted',
            'company.company_id', 'company.name', 'company.domain'
        )

)

select
    'contact' as entity,
    resolved_contacts.contact_id as entity_id,
    input_fields.field,
    {{ json_value('resolved_contacts.raw_content', 'input_fields.input_column') }} as value
from {{ ref('lead_scoring', 'resolved_contacts') }} as resolved_contacts
cross join input_fields
where input_fields.field like 'contact.%'

union all

select
    'company' as entity,
    stg_companies.company_id as entity_id,
    input_fields.field,
    {{ json_value('stg_companies.raw_content', 'input_fields.input_column') }} as value
from {{ ref('lead_scoring', 'stg_companies') }} as stg_companies
cross join input_fields
where input_fields.field like 'company.%'
