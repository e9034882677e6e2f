-- One row per account in Salesforce that is not deleted, in the shape of the input `companies`.
-- Every column beside those of the contract is a column of its own.

{{ config(enabled=source_is_on('salesforce')) }}

with account as (

    select * from {{ source_table('salesforce', 'account', 'companies') }} as account

)

select
    {{ source_id('salesforce', 'id') }} as company_id,
    {{ clean_text('name') }} as name,
    {{ clean_text('website') }} as domain,
    {{ clean_text('industry') }} as industry,
    {{ number_or_text('number_of_employees') }} as employee_count,
    {{ number_or_text('annual_revenue') }} as annual_revenue,
    {{ clean_text('billing_country') }} as country,
    {{ select_further_columns('salesforce', 'account', 'companies') }}
    cast(null as {{ dbt.type_string() }}) as business_model
from account
where not {{ boolean_value('is_deleted') }}
    and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})
