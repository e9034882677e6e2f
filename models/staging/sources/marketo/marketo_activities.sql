-- One row per activity in Marketo, in the shape of the input `activities`.
-- It names the program that it belongs to, else the smart campaign. Ids are those of Marketo, which are unique over all kinds.

{{ config(enabled=source_is_on('marketo')) }}

with campaign as (

    select * from {{ source_table('marketo', 'campaign') }} as campaign

),

program as (

    select * from {{ source_table('marketo', 'program') }} as program

),

all_activities as (

    select
        id, contact_id, occurred_at, loaded_at, activity_type, 'email' as channel, asset, campaign_id,
        cast(null as {{ dbt.type_string() }}) as program_name, is_bot, user_agent
    from {{ ref('lead_scoring', 'marketo_email_activities') }}

    union all

    select
        id, contact_id, occurred_at, loaded_at, activity_type, 'web' as channel, asset, campaign_id,
        program_name, false as is_bot, user_agent
    from {{ ref('lead_scoring', 'marketo_web_activities') }}

)

select
    'activity:' || all_activities.id as activity_id,
    all_activities.contact_id,
    all_activities.occurred_at,
    all_activities.loaded_at,
    all_activities.activity_type,
    all_activities.channel,
    all_activities.asset,
    coalesce(
        all_activities.program_name, {{ clean_text('program.name') }}, {{ clean_text('campaign.name') }}
    ) as campaign,
    cast(null as {{ dbt.type_string() }}) as value,
    'marketo' as source_system,
    all_activities.is_bot,
    false as is_deleted,
    all_activities.user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from all_activities
left join campaign on all_activities.campaign_id = {{ clean_text('campaign.id') }}
left join program on {{ clean_text('campaign.program_id') }} = {{ clean_text('program.id') }}
