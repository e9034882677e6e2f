-- One row per campaign that someone responded to, task that was done, and event, in the shape of the input `activities`.
-- Tasks and events count once they have begun, as if they had been loaded then. Whoever is only on a campaign's list did nothing.

{{ config(enabled=source_is_on('salesforce')) }}

with campaigns as (

    select * from {{ source_table('salesforce', 'campaign') }} as campaigns

),

responses as (

    select
        'campaign_member:' || {{ clean_text('members.id') }} as activity_id,
        coalesce({{ source_id('salesforce', 'members.contact_id') }}, {{ source_id('salesforce', 'members.lead_id') }})
            as contact_id,
        coalesce({{ timestamp_value('members.first_responded_date') }}, {{ timestamp_value('members.created_date') }})
            as occurred_at,
        {{ timestamp_value('members._fivetran_synced') }} as loaded_at,
        'campaign_response' as activity_type,
        coalesce({{ lower_text(clean_text('campaigns.type')) }}, 'campaign') as channel,
        {{ clean_text('members.status') }} as asset,
        {{ clean_text('campaigns.name') }} as campaign,
        {{ boolean_value('members.is_deleted') }} as is_deleted
    from {{ source_table('salesforce', 'campaign_member') }} as members
    left join campaigns on {{ clean_text('members.campaign_id') }} = {{ clean_text('campaigns.id') }}
    where {{ boolean_value('members.has_responded') }}

),

tasks as (

    select
        'task:' || {{ clean_text('id') }} as activity_id,
        {{ source_id('salesforce', 'who_id') }} as contact_id,
        coalesce(
            {{ timestamp_value('completed_date_time') }},
            {{ timestamp_value('activity_date') }},
            {{ timestamp_value('created_date') }}
        ) as occurred_at,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at,
        lower(coalesce({{ clean_text('task_subtype') }}, '')) as subtype,
        lower(coalesce({{ clean_text('type') }}, '')) as task_type,
        {{ clean_text('subject') }} as asset,
        {{ boolean_value('is_deleted') }} as is_deleted
    from {{ source_table('salesforce', 'task') }} as task
    where {{ boolean_value('is_closed') }}
        and not {{ is_blank('who_id') }}

),

events as (

    select
        'event:' || {{ clean_text('id') }} as activity_id,
        {{ source_id('salesforce', 'who_id') }} as contact_id,
        coalesce(
            {{ timestamp_value('start_date_time') }},
            {{ timestamp_value('activity_date_time') }},
            {{ timestamp_value('activity_date') }}
        ) as occurred_at,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at,
        lower(coalesce({{ clean_text('type') }}, '')) as event_type,
        {{ clean_text('subject') }} as asset,
        {{ boolean_value('is_deleted') }} as is_deleted
    from {{ source_table('salesforce', 'event') }} as event
    where not {{ boolean_value('is_child') }}
        and not {{ is_blank('who_id') }}

),

all_activities as (

    select activity_id, contact_id, occurred_at, loaded_at, activity_type, channel, asset, campaign, is_deleted
    from responses

    union all

    select
        activity_id,
        contact_id,
        occurred_at,
        {{ known_since('occurred_at', 'loaded_at') }} as loaded_at,
        case
            when subtype = 'call' then 'call'
            when subtype in ('email', 'listemail') then 'email_sent'
            when task_type in ('call', 'meeting') then task_type
            when task_type = 'email' then 'email_sent'
            else 'task'
        end as activity_type,
        'sales' as channel,
        asset,
        cast(null as {{ dbt.type_string() }}) as campaign,
        is_deleted
    from tasks
    where {{ has_begun('occurred_at') }}

    union all

    select
        activity_id,
        contact_id,
        occurred_at,
        {{ known_since('occurred_at', 'loaded_at') }} as loaded_at,
        case when event_type = 'call' then 'call' else 'meeting' end as activity_type,
        'sales' as channel,
        asset,
        cast(null as {{ dbt.type_string() }}) as campaign,
        is_deleted
    from events
    where {{ has_begun('occurred_at') }}

)

select
    *,
    cast(null as {{ dbt.type_string() }}) as value,
    'salesforce' as source_system,
    false as is_bot,
    cast(null as {{ dbt.type_string() }}) as user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from all_activities
