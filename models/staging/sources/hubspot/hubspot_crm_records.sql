-- One row per contact and company in HubSpot that can be written to, in the shape of the input `crm_records`.
-- Deleted records and those that were merged into others are left out; the owner is the property `hubspot_owner_id`, where it is landed.

{{ config(enabled=source_is_on('hubspot')) }}

with contact as (

    select * from {{ source_table('hubspot', 'contact', 'contacts', 'property_') }} as contact

),

company as (

    select * from {{ source_table('hubspot', 'company', 'companies', 'property_') }} as company

),

merged as (

    select distinct from_contact_id
    from {{ ref('lead_scoring', 'hubspot_contact_merges') }}
    where into_contact_id is not null

),

records as (

    select
        'hubspot_contact' as crm_object,
        {{ crm_record_id('id') }} as record_id,
        {{ source_id('hubspot', 'id') }} as entity_id,
        {{ further_column_or_null('hubspot', 'contact', 'contacts', 'hubspot_owner_id', 'property_') }} as owner_id
    from contact
    where not {{ boolean_value('_fivetran_deleted') }}

    union all

    select
        'hubspot_company' as crm_object,
        {{ crm_record_id('id') }} as record_id,
        {{ source_id('hubspot', 'id') }} as entity_id,
        {{ further_column_or_null('hubspot', 'company', 'companies', 'hubspot_owner_id', 'property_') }} as owner_id
    from company
    where not {{ boolean_value('is_deleted') }}

)

select
    records.crm_object,
    records.record_id,
    records.entity_id as id,
    records.owner_id,
    cast('false' as {{ dbt.type_string() }}) as is_converted
from records
left join merged
    on records.entity_id = merged.from_contact_id
    and records.crm_object = 'hubspot_contact'
where merged.from_contact_id is null
