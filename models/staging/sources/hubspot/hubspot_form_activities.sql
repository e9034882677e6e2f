-- One row per form that a contact sent in HubSpot.
-- The asset is the form's name, else the title of its page.

{{ config(enabled=source_is_on('hubspot')) }}

with contact_form_submission as (

    select * from {{ source_table('hubspot', 'contact_form_submission') }} as contact_form_submission

),

form as (

    select * from {{ source_table('hubspot', 'form') }} as form

)

select
    'form_submission:' || {{ clean_text('contact_form_submission.conversion_id') }} as activity_id,
    {{ source_id('hubspot', 'contact_form_submission.contact_id') }} as contact_id,
    {{ timestamp_value('contact_form_submission.happened_at') }} as occurred_at,
    {{ timestamp_value('contact_form_submission._fivetran_synced') }} as loaded_at,
    'form_submit' as activity_type,
    'web' as channel,
    coalesce({{ clean_text('form.name') }}, {{ clean_text('contact_form_submission.title') }}) as asset,
    cast(null as {{ dbt.type_string() }}) as campaign,
    cast(null as {{ dbt.type_string() }}) as value,
    'hubspot' as source_system,
    false as is_bot,
    false as is_deleted,
    cast(null as {{ dbt.type_string() }}) as user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from contact_form_submission
left join form on {{ clean_text('contact_form_submission.form_id') }} = {{ clean_text('form.guid') }}
