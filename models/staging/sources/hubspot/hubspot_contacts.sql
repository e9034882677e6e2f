-- One row per contact in HubSpot, in the shape of the input `contacts`.
-- Every property beside those of the contract is a column of its own, named without `property_`.

{{ config(enabled=source_is_on('hubspot')) }}

with contact as (

    select * from {{ source_table('hubspot', 'contact', 'contacts', 'property_') }} as contact

)

select
    {{ source_id('hubspot', 'id') }} as contact_id,
    {{ clean_text('property_email') }} as email,
    {{ source_id('hubspot', 'property_associatedcompanyid') }} as company_id,
    {{ timestamp_value('property_createdate') }} as created_at,
    coalesce({{ clean_text('property_lead_source') }}, {{ clean_text('property_hs_analytics_source') }}) as lead_source,
    {{ clean_text('property_jobtitle') }} as job_title,
    {{ clean_text('property_seniority') }} as seniority,
    {{ clean_text('property_job_function') }} as job_function,
    {{ clean_text('property_country') }} as country,
    {{ select_further_columns('hubspot', 'contact', 'contacts', 'property_') }}
    {{ boolean_value('_fivetran_deleted') }} as is_deleted
from contact
