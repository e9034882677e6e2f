-- One row per contact in Salesforce, in the shape of the input `contacts`.
-- Every column beside those of the contract is a column of its own.

{{ config(enabled=source_is_on('salesforce')) }}

with contact as (

    select * from {{ source_table('salesforce', 'contact', 'contacts') }} as contact

)

select
    {{ source_id('salesforce', 'id') }} as contact_id,
    {{ clean_text('email') }} as email,
    {{ source_id('salesforce', 'account_id') }} as company_id,
    {{ timestamp_value('created_date') }} as created_at,
    {{ clean_text('lead_source') }} as lead_source,
    {{ clean_text('title') }} as job_title,
    cast(null as {{ dbt.type_string() }}) as seniority,
    cast(null as {{ dbt.type_string() }}) as job_function,
    {{ clean_text('mailing_country') }} as country,
    {{ select_further_columns('salesforce', 'contact', 'contacts') }}
    {{ boolean_value('is_deleted') }} as is_deleted
from contact
where {{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }}
