-- One row per contact and call, meeting, note or e-mail of sales that was logged in HubSpot.
-- A meeting counts once it has begun, as if it had been loaded then; one that was cancelled, moved or missed counts as deleted.

{{ config(enabled=source_is_on('hubspot')) }}

with participants as (

    select
        {{ clean_text('engagement_id') }} as engagement_id,
        {{ source_id('hubspot', 'contact_id') }} as contact_id,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at
    from {{ source_table('hubspot', 'engagement_contact') }} as participants

),

engagements as (

    select
        {{ clean_text('engagement_id') }} as engagement_id,
        'call' as activity_type,
        'phone' as channel,
        {{ timestamp_value('property_hs_timestamp') }} as occurred_at,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at,
        coalesce({{ clean_text('property_hs_call_title') }}, {{ clean_text('property_hs_call_direction') }}) as asset,
        cast(null as {{ dbt.type_string() }}) as outcome,
        {{ boolean_value('_fivetran_deleted') }} as is_deleted
    from {{ source_table('hubspot', 'engagement_call') }} as engagement_call

    union all

    select
        {{ clean_text('engagement_id') }} as engagement_id,
        'meeting' as activity_type,
        'meeting' as channel,
        coalesce(
            {{ timestamp_value('property_hs_meeting_start_time') }},
            {{ timestamp_value('start_time') }},
            {{ timestamp_value('property_hs_timestamp') }}
        ) as occurred_at,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at,
        coalesce({{ clean_text('property_hs_meeting_title') }}, {{ clean_text('title') }}) as asset,
        coalesce({{ clean_text('property_hs_meeting_outcome') }}, {{ clean_text('meeting_outcome') }}) as outcome,
        {{ boolean_value('_fivetran_deleted') }} as is_deleted
    from {{ source_table('hubspot', 'engagement_meeting') }} as engagement_meeting

    union all

    select
        {{ clean_text('engagement_id') }} as engagement_id,
        'note' as activity_type,
        'sales' as channel,
        {{ timestamp_value('property_hs_timestamp') }} as occurred_at,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at,
        cast(null as {{ dbt.type_string() }}) as asset,
        cast(null as {{ dbt.type_string() }}) as outcome,
        {{ boolean_value('_fivetran_deleted') }} as is_deleted
    from {{ source_table('hubspot', 'engagement_note') }} as engagement_note

    union all

    select
        {{ clean_text('engagement_id') }} as engagement_id,
        case
            when {{ clean_text('property_hs_email_direction') }} = 'INCOMING_EMAIL' then 'email_reply'
            when {{ clean_text('type') }} = 'INCOMING_EMAIL' then 'email_reply'
            else 'email_sent'
        end as activity_type,
        'email' as channel,
        {{ timestamp_value('property_hs_timestamp') }} as occurred_at,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at,
        {{ clean_text('property_hs_email_subject') }} as asset,
        cast(null as {{ dbt.type_string() }}) as outcome,
        {{ boolean_value('_fivetran_deleted') }} as is_deleted
    from {{ source_table('hubspot', 'engagement_email') }} as engagement_email

),

joined as (

    select
        engagements.activity_type || ':' || participants.engagement_id || ':' || participants.contact_id as activity_id,
        participants.contact_id,
        engagements.occurred_at,
        {{ later_of('engagements.loaded_at', 'participants.loaded_at') }} as loaded_at,
        engagements.activity_type,
        engagements.channel,
        engagements.asset,
        (
            engagements.is_deleted
            or lower(coalesce(engagements.outcome, '')) in ('canceled', 'cancelled', 'rescheduled', 'no_show')
        ) as is_deleted
    from engagements
    inner join participants on engagements.engagement_id = participants.engagement_id

)

select
    activity_id,
    contact_id,
    occurred_at,
    {{ known_since('occurred_at', 'loaded_at') }} as loaded_at,
    activity_type,
    channel,
    asset,
    cast(null as {{ dbt.type_string() }}) as campaign,
    cast(null as {{ dbt.type_string() }}) as value,
    'hubspot' as source_system,
    false as is_bot,
    is_deleted,
    cast(null as {{ dbt.type_string() }}) as user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from joined
where {{ has_begun('occurred_at') }}
