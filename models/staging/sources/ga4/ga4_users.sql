-- One row per user of the table that says who the user ids of Google Analytics 4 are, in the shape of the input `contacts`.
-- Every column beside those of the contract is a column of its own.

{{ config(enabled=source_is_on('ga4')) }}

with users as (

    select * from {{ source_table('ga4', 'users', 'contacts') }} as users

)

select
    {{ source_id('ga4', 'id') }} as contact_id,
    {{ clean_text('email') }} as email,
    cast(null as {{ dbt.type_string() }}) as company_id,
    {{ timestamp_value('created_at') }} as created_at,
    {{ clean_text('lead_source') }} as lead_source,
    {{ clean_text('job_title') }} as job_title,
    {{ clean_text('seniority') }} as seniority,
    {{ clean_text('job_function') }} as job_function,
    {{ clean_text('country') }} as country,
    {{ select_further_columns('ga4', 'users', 'contacts') }}
    false as is_deleted
from users
