-- One row per user who was identified in Segment, in the shape of the input `contacts`.
-- Every trait beside the columns of the contract is a column of its own. An id that is an e-mail address is one.

{{ config(enabled=source_is_on('segment')) }}

with users as (

    select * from {{ source_table('segment', 'users', 'contacts') }} as users

)

select
    {{ source_id('segment', 'id') }} as contact_id,
    coalesce(
        {{ clean_text('email') }},
        case when {{ looks_like_an_address(clean_text('id')) }} then {{ clean_text('id') }} end
    ) as email,
    cast(null as {{ dbt.type_string() }}) as company_id,
    {{ timestamp_value('created_at') }} as created_at,
    {{ clean_text('lead_source') }} as lead_source,
    coalesce({{ clean_text('job_title') }}, {{ clean_text('title') }}) as job_title,
    {{ clean_text('seniority') }} as seniority,
    {{ clean_text('job_function') }} as job_function,
    {{ clean_text('country') }} as country,
    {{ select_further_columns('segment', 'users', 'contacts') }}
    false as is_deleted
from users
