-- One row per record of a CRM that is switched on as a source: the input `crm_records`.
-- Each is the contact or company of its source; who is who across sources stands in source_contact_merges and source_company_links.

{{ config(enabled=sources_on() | length > 0) }}

with crm_record_rows as (

    {{ united_rows('crm_records') }}

)

select
    crm_record_rows.crm_object,
    crm_record_rows.record_id,
    coalesce(source_company_links.survivor_id, crm_record_rows.id) as id,
    crm_record_rows.owner_id,
    crm_record_rows.is_converted
from crm_record_rows
left join {{ ref('lead_scoring', 'source_company_links') }} as source_company_links
    on crm_record_rows.id = source_company_links.company_id
    and not {{ names_a_contact('crm_record_rows.crm_object') }}
