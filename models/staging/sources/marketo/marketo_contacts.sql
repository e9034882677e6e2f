-- One row per lead in Marketo, in the shape of the input `contacts`; marketo_contact_merges says which lead one was merged into.
-- Every column beside those of the contract is a column of its own. Who was deleted is known from the lead or from its deletion.

{{ config(enabled=source_is_on('marketo')) }}

with leads as (

    select * from {{ source_table('marketo', 'lead', 'contacts') }} as leads

),

deleted as (

    select distinct {{ source_id('marketo', 'lead_id') }} as contact_id
    from {{ source_table('marketo', 'activity_delete_lead') }} as activity_delete_lead

)

select
    {{ source_id('marketo', 'id') }} as contact_id,
    {{ clean_text('email') }} as email,
    cast(null as {{ dbt.type_string() }}) as company_id,
    {{ timestamp_value('created_at') }} as created_at,
    {{ clean_text('lead_source') }} as lead_source,
    {{ clean_text('title') }} as job_title,
    {{ clean_text('seniority') }} as seniority,
    {{ clean_text('job_function') }} as job_function,
    {{ clean_text('country') }} as country,
    {{ select_further_columns('marketo', 'lead', 'contacts') }}
    ({{ boolean_value('_fivetran_deleted') }} or deleted.contact_id is not null) as is_deleted
from leads
left join deleted on {{ source_id('marketo', 'leads.id') }} = deleted.contact_id
