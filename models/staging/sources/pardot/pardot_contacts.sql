-- One row per prospect in Pardot, in the shape of the input `contacts`.
-- Every column beside those of the contract is a column of its own, its company and Pardot's own score and grade among them.

{{ config(enabled=source_is_on('pardot')) }}

with prospect as (

    select * from {{ source_table('pardot', 'prospect', 'contacts') }} as prospect

)

select
    {{ source_id('pardot', 'id') }} as contact_id,
    {{ clean_text('email') }} as email,
    cast(null as {{ dbt.type_string() }}) as company_id,
    {{ timestamp_value('created_at') }} as created_at,
    {{ clean_text('source') }} as lead_source,
    {{ clean_text('job_title') }} as job_title,
    cast(null as {{ dbt.type_string() }}) as seniority,
    cast(null as {{ dbt.type_string() }}) as job_function,
    {{ clean_text('country') }} as country,
    {{ select_further_columns('pardot', 'prospect', 'contacts') }}
    {{ boolean_value('_fivetran_deleted') }} as is_deleted
from prospect
