-- One row per thing that a visitor did in Pardot, or that was done to them, in the shape of the input `activities`.
-- It belongs to the prospect, or to the browser while nobody is known; pardot_contact_merges says whose browser that is. What nobody did
-- (invitations, errors) and what is an outcome (opportunities) is left out; a number of a type that is not known here is kept by its number.

{{ config(enabled=source_is_on('pardot')) }}

with campaign as (

    select * from {{ source_table('pardot', 'campaign') }} as campaign

),

visitor_activity as (

    select
        {{ clean_text('id') }} as id,
        {{ source_id('pardot', 'prospect_id') }} as prospect_id,
        {{ clean_text('visitor_id') }} as visitor_id,
        {{ timestamp_value('created_at') }} as occurred_at,
        {{ timestamp_value('_fivetran_synced') }} as loaded_at,
        {{ regexp_replace_all(clean_text('type'), '[.]0+$', '') }} as type_number,
        lower(coalesce({{ clean_text('type_name') }}, '')) as type_name,
        {{ clean_text('details') }} as asset,
        {{ clean_text('campaign_id') }} as campaign_id
    from {{ source_table('pardot', 'visitor_activity') }} as visitor_activity

),

typed as (

    select
        *,
        case
            when type_number = '1' and type_name = 'email' then 'email_click'
            when type_number = '1' and type_name like 'social%' then 'social_interaction'
            when type_number in ('1', '17', '21') then 'link_click'
            when type_number = '2' and type_name = 'file' then 'content_download'
            when type_number = '2' and type_name like 'form%' then 'form_view'
            when type_number in ('2', '20') then 'page_view'
            when type_number = '4' then 'form_submit'
            when type_number = '6' then 'email_sent'
            when type_number = '7' then 'site_search'
            when type_number = '11' then 'email_open'
            when type_number in ('12', '14', '35') then 'unsubscribe'
            when type_number in ('13', '36') then 'email_bounce'
            when type_number = '15' then 'email_preferences'
            when type_number in ('16', '37') then 'resubscribe'
            when type_number = '22' then 'chat'
            when type_number = '24' then 'webinar_attended'
            when type_number = '25' then 'webinar_registered'
            when type_number = '26' then 'social_interaction'
            when type_number in ('27', '34') then 'video_view'
            when type_number = '28' then 'event_registered'
            when type_number = '29' then 'event_attended'
            when type_number = '30' then 'video_conversion'
            when type_number not in ('3', '5', '8', '9', '10', '18', '19', '23', '38') then 'pardot_' || type_number
        end as activity_type
    from visitor_activity

)

select
    'visitor_activity:' || typed.id as activity_id,
    coalesce(typed.prospect_id, {{ nobody_id('pardot', 'typed.visitor_id') }}) as contact_id,
    typed.occurred_at,
    typed.loaded_at,
    typed.activity_type,
    case
        when typed.activity_type like 'email%' or typed.activity_type in ('unsubscribe', 'resubscribe') then 'email'
        when typed.activity_type like 'webinar%' then 'webinar'
        when typed.activity_type like 'event%' then 'event'
        else 'web'
    end as channel,
    typed.asset,
    {{ clean_text('campaign.name') }} as campaign,
    cast(null as {{ dbt.type_string() }}) as value,
    'pardot' as source_system,
    false as is_bot,
    false as is_deleted,
    cast(null as {{ dbt.type_string() }}) as user_agent,
    cast(null as {{ dbt.type_string() }}) as network
from typed
left join campaign on typed.campaign_id = {{ clean_text('campaign.id') }}
where typed.activity_type is not null
    or typed.type_number is null
