-- One row per company in HubSpot that is not deleted, in the shape of the input `companies`.
-- Every property beside those of the contract is a column of its own, named without `property_`.

{{ config(enabled=source_is_on('hubspot')) }}

with company as (

    select * from {{ source_table('hubspot', 'company', 'companies', 'property_') }} as company

)

select
    {{ source_id('hubspot', 'id') }} as company_id,
    {{ clean_text('property_name') }} as name,
    coalesce({{ clean_text('property_domain') }}, {{ clean_text('property_website') }}) as domain,
    {{ clean_text('property_industry') }} as industry,
    {{ number_or_text('property_numberofemployees') }} as employee_count,
    {{ number_or_text('property_annualrevenue') }} as annual_revenue,
    {{ clean_text('property_country') }} as country,
    {{ select_further_columns('hubspot', 'company', 'companies', 'property_') }}
    {{ clean_text('property_business_model') }} as business_model
from company
where not {{ boolean_value('is_deleted') }}
