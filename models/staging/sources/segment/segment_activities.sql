-- One row per page view and event in Segment, in the shape of the input `activities`.
-- It belongs to the user, or to the browser when none was known; segment_contact_merges says whose browser that is.

{{ config(enabled=source_is_on('segment')) }}

with calls as (

    select
        'page:' || {{ clean_text('id') }} as activity_id,
        {{ clean_text('user_id') }} as user_id,
        {{ known_id('anonymous_id') }} as anonymous_id,
        {{ timestamp_value('happened_at') }} as occurred_at,
        {{ timestamp_value('received_at') }} as loaded_at,
        'page_view' as activity_type,
        {{ clean_text('path') }} as asset,
        {{ clean_text('context_campaign_name') }} as campaign,
        {{ clean_text('context_user_agent') }} as user_agent
    from {{ source_table('segment', 'pages') }} as pages

    union all

    select
        'track:' || {{ clean_text('id') }} as activity_id,
        {{ clean_text('user_id') }} as user_id,
        {{ known_id('anonymous_id') }} as anonymous_id,
        {{ timestamp_value('happened_at') }} as occurred_at,
        {{ timestamp_value('received_at') }} as loaded_at,
        {{ clean_text('event') }} as activity_type,
        coalesce({{ clean_text('context_page_path') }}, {{ clean_text('event_text') }}) as asset,
        {{ clean_text('context_campaign_name') }} as campaign,
        {{ clean_text('context_user_agent') }} as user_agent
    from {{ source_table('segment', 'tracks') }} as tracks

)

select
    activity_id,
    coalesce(
        {{ source_id('segment', 'user_id') }},
        {{ nobody_id('segment', 'anonymous_id') }}
    ) as contact_id,
    occurred_at,
    loaded_at,
    activity_type,
    'web' as channel,
    asset,
    campaign,
    cast(null as {{ dbt.type_string() }}) as value,
    'segment' as source_system,
    false as is_bot,
    false as is_deleted,
    user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from calls
