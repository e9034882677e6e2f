-- One row per page that a lead viewed, form that was sent, link that was clicked on a page, and program that a lead responded to.
-- A change of status in a program is a response only if the program counts it as a success: to be on its list is nothing.

{{ config(enabled=source_is_on('marketo')) }}

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'page_view' as activity_type,
    coalesce({{ clean_text('webpage_url') }}, {{ clean_text('primary_attribute_value') }}) as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as program_name,
    {{ clean_text('user_agent') }} as user_agent
from {{ source_table('marketo', 'activity_visit_webpage') }} as activity_visit_webpage

union all

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'form_submit' as activity_type,
    {{ clean_text('primary_attribute_value') }} as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as program_name,
    {{ clean_text('user_agent') }} as user_agent
from {{ source_table('marketo', 'activity_fill_out_form') }} as activity_fill_out_form

union all

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'link_click' as activity_type,
    {{ clean_text('primary_attribute_value') }} as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as program_name,
    {{ clean_text('user_agent') }} as user_agent
from {{ source_table('marketo', 'activity_click_link') }} as activity_click_link

union all

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'campaign_response' as activity_type,
    {{ clean_text('new_status') }} as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    {{ clean_text('primary_attribute_value') }} as program_name,
    cast(null as {{ dbt.type_string() }}) as user_agent
from {{ source_table('marketo', 'activity_change_status_in_progression') }} as activity_change_status_in_progression
where {{ boolean_value('success') }}
