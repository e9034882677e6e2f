-- One row per e-mail in Marketo that was sent, opened, bounced or led to an unsubscribe, and per click in one.
-- Those that Marketo skipped were never sent; that one was delivered is left out, because nobody did anything.

{{ config(enabled=source_is_on('marketo')) }}

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'email_sent' as activity_type,
    {{ clean_text('primary_attribute_value') }} as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    false as is_bot,
    cast(null as {{ dbt.type_string() }}) as user_agent
from {{ source_table('marketo', 'activity_send_email') }} as activity_send_email
where coalesce({{ lower_text(clean_text('action_result')) }}, '') not in ('skipped', 'failed')

union all

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'email_open' as activity_type,
    {{ clean_text('primary_attribute_value') }} as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    {{ boolean_value('is_bot_activity') }} as is_bot,
    {{ clean_text('user_agent') }} as user_agent
from {{ source_table('marketo', 'activity_open_email') }} as activity_open_email

union all

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'email_click' as activity_type,
    coalesce({{ clean_text('link') }}, {{ clean_text('primary_attribute_value') }}) as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    {{ boolean_value('is_bot_activity') }} as is_bot,
    {{ clean_text('user_agent') }} as user_agent
from {{ source_table('marketo', 'activity_click_email') }} as activity_click_email

union all

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'email_bounce' as activity_type,
    {{ clean_text('primary_attribute_value') }} as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    false as is_bot,
    cast(null as {{ dbt.type_string() }}) as user_agent
from {{ source_table('marketo', 'activity_email_bounced') }} as activity_email_bounced

union all

select
    {{ clean_text('id') }} as id,
    {{ source_id('marketo', 'lead_id') }} as contact_id,
    {{ timestamp_value('activity_date') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    'unsubscribe' as activity_type,
    {{ clean_text('primary_attribute_value') }} as asset,
    {{ clean_text('campaign_id') }} as campaign_id,
    false as is_bot,
    {{ clean_text('user_agent') }} as user_agent
from {{ source_table('marketo', 'activity_unsubscribe_email') }} as activity_unsubscribe_email
