-- One row per e-mail event in HubSpot that a person caused or received: sent, opened, clicked, forwarded, bounced, unsubscribed.
-- It belongs to its recipient's address; hubspot_contact_merges says which contact that is, so that a row never changes its owner.

{{ config(enabled=source_is_on('hubspot')) }}

with email_event as (

    select * from {{ source_table('hubspot', 'email_event') }} as email_event

),

clicks as (

    select * from {{ source_table('hubspot', 'email_event_click') }} as clicks

),

opens as (

    select * from {{ source_table('hubspot', 'email_event_open') }} as opens

),

changes as (

    select * from {{ source_table('hubspot', 'email_event_status_change') }} as changes

),

campaigns as (

    select * from {{ source_table('hubspot', 'email_campaign') }} as campaigns

),

events as (

    select
        email_event.id,
        email_event.recipient,
        email_event.created,
        email_event._fivetran_synced,
        email_event.filtered_event,
        email_event.obsoleted_by_id,
        clicks.url,
        coalesce({{ clean_text('clicks.user_agent') }}, {{ clean_text('opens.user_agent') }}) as user_agent,
        coalesce({{ clean_text('campaigns.name') }}, {{ clean_text('campaigns.subject') }}) as email_name,
        {{ lower_text(clean_text('email_event.type')) }} as event_type,
        {{ lower_text(clean_text('changes.portal_subscription_status')) }} as subscription_status
    from email_event
    left join clicks on {{ clean_text('email_event.id') }} = {{ clean_text('clicks.id') }}
    left join opens on {{ clean_text('email_event.id') }} = {{ clean_text('opens.id') }}
    left join changes on {{ clean_text('email_event.id') }} = {{ clean_text('changes.id') }}
    left join campaigns on {{ clean_text('email_event.email_campaign_id') }} = {{ clean_text('campaigns.id') }}

),

typed as (

    select
        *,
        case
            when event_type in ('sent', 'open', 'click', 'bounce', 'forward', 'print') then 'email_' || event_type
            when event_type = 'spamreport' then 'unsubscribe'
            when event_type = 'statuschange' and subscription_status = 'unsubscribed' then 'unsubscribe'
        end as activity_type
    from events

)

select
    'email_event:' || {{ clean_text('id') }} as activity_id,
    {{ nobody_id('hubspot', dbt.hash(lower_text(clean_text('recipient')))) }} as contact_id,
    {{ timestamp_value('created') }} as occurred_at,
    {{ timestamp_value('_fivetran_synced') }} as loaded_at,
    activity_type,
    'email' as channel,
    coalesce({{ clean_text('url') }}, email_name) as asset,
    email_name as campaign,
    cast(null as {{ dbt.type_string() }}) as value,
    'hubspot' as source_system,
    {{ boolean_value('filtered_event') }} as is_bot,
    {{ clean_text('obsoleted_by_id') }} is not null as is_deleted,
    user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from typed
where activity_type is not null
    or event_type is null
