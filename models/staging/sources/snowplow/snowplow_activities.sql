-- One row per event in Snowplow that a person caused, in the shape of the input `activities`.
-- It belongs to the user, or to the browser when none was known; snowplow_contact_merges says whose browser that is. Page pings are left out:
-- they say that a page is still open.

{{ config(enabled=source_is_on('snowplow')) }}

with events as (

    select
        {{ clean_text('event_id') }} as event_id,
        {{ clean_text('user_id') }} as user_id,
        {{ known_id('domain_userid') }} as browser_id,
        coalesce({{ timestamp_value('derived_tstamp') }}, {{ timestamp_value('collector_tstamp') }}) as occurred_at,
        coalesce({{ timestamp_value('load_tstamp') }}, {{ timestamp_value('collector_tstamp') }}) as loaded_at,
        {{ lower_text(clean_text('event')) }} as kind,
        {{ lower_text(clean_text('event_name')) }} as event_name,
        {{ lower_text(clean_text('se_action')) }} as action_name,
        {{ clean_text('se_label') }} as action_label,
        {{ clean_text('se_value') }} as action_value,
        {{ clean_text('page_urlpath') }} as page_path,
        {{ clean_text('mkt_campaign') }} as campaign,
        {{ clean_text('useragent') }} as user_agent
    from {{ source_table('snowplow', 'events') }} as events

)

select
    'event:' || event_id as activity_id,
    coalesce({{ source_id('snowplow', 'user_id') }}, {{ nobody_id('snowplow', 'browser_id') }}) as contact_id,
    occurred_at,
    loaded_at,
    case
        when event_name = 'submit_form' then 'form_submit'
        when kind = 'struct' then {{ regexp_replace_all('coalesce(action_name, event_name)', '[^a-z0-9]+', '_') }}
        else coalesce(event_name, kind)
    end as activity_type,
    'web' as channel,
    case when kind = 'struct' then coalesce(action_label, page_path) else page_path end as asset,
    campaign,
    case when kind = 'struct' then action_value end as value,
    'snowplow' as source_system,
    false as is_bot,
    false as is_deleted,
    user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from events
where coalesce(kind, '') <> 'page_ping'
