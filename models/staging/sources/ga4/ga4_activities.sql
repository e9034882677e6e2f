-- One row per event in Google Analytics 4 that a person caused, in the shape of the input `activities`.
-- It belongs to the user, or to the browser when none was known; ga4_contact_merges says whose browser that is. What Google writes of its own
-- accord (a session began, somebody stayed or scrolled) is left out. Events have no id: one is made of all that tells two apart.

{{ config(enabled=source_is_on('ga4')) }}

{# Each parameter is looked for once: reading a text names it several times. -#}
with raw_events as (

    select
        user_id,
        user_pseudo_id,
        event_timestamp,
        event_name,
        event_bundle_sequence_id,
        batch_event_index,
        {{ event_parameter('event_params', 'page_location') }} as page_location,
        {{ event_parameter('event_params', 'form_name') }} as form_name,
        {{ event_parameter('event_params', 'file_name') }} as file_name,
        {{ event_parameter('event_params', 'link_url') }} as link_url,
        {{ event_parameter('event_params', 'campaign') }} as campaign
    from {{ source_table('ga4', 'events') }} as events

),

events as (

    select
        {{ clean_text('user_id') }} as user_id,
        {{ known_id('user_pseudo_id') }} as browser_id,
        {{ clean_text('event_timestamp') }} as microseconds,
        {{ microseconds_as_time('event_timestamp') }} as occurred_at,
        {{ clean_text('event_name') }} as event_name,
        {{ clean_text('event_bundle_sequence_id') }} as bundle,
        {{ clean_text('batch_event_index') }} as place_in_batch,
        {{ clean_text('page_location') }} as page_address,
        coalesce(
            {{ clean_text('form_name') }},
            {{ clean_text('file_name') }},
            {{ clean_text('link_url') }}
        ) as touched,
        {{ clean_text('campaign') }} as campaign
    from raw_events

)

select
    'event:' || {{ dbt.hash(
        "coalesce(browser_id, '') || '|' || coalesce(microseconds, '') || '|' || coalesce(event_name, '')"
        " || '|' || coalesce(bundle, '') || '|' || coalesce(place_in_batch, '')"
        " || '|' || coalesce(page_address, '') || '|' || coalesce(touched, '')"
    ) }} as activity_id,
    coalesce({{ source_id('ga4', 'user_id') }}, {{ nobody_id('ga4', 'browser_id') }}) as contact_id,
    occurred_at,
    occurred_at as loaded_at,
    case
        when event_name = 'form_submit' or event_name = 'generate_lead' then 'form_submit'
        when event_name = 'file_download' then 'content_download'
        when event_name = 'click' then 'link_click'
        else {{ lower_text('event_name') }}
    end as activity_type,
    'web' as channel,
    coalesce(
        touched,
        nullif({{ regexp_replace_all(
            regexp_replace_all('page_address', '^[a-zA-Z]+://[^/?#]*', ''), '[?#].*$', ''
        ) }}, ''),
        case when page_address is not null then '/' end
    ) as asset,
    campaign,
    cast(null as {{ dbt.type_string() }}) as value,
    'ga4' as source_system,
    false as is_bot,
    false as is_deleted,
    cast(null as {{ dbt.type_string() }}) as user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from events
where coalesce(event_name, '') not in ('session_start', 'first_visit', 'first_open', 'user_engagement', 'scroll')
