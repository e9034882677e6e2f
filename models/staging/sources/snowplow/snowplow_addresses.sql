-- One row per user id of Snowplow that is an e-mail address and no user of snowplow_users, in the shape of the input `contacts`.
-- Any other id that nobody explains is a contact without an address.

{{ config(enabled=source_is_on('snowplow')) }}

with events as (

    select distinct {{ clean_text('user_id') }} as user_id
    from {{ source_table('snowplow', 'events') }} as events

),

known as (

    select distinct {{ clean_text('id') }} as user_id
    from {{ source_table('snowplow', 'users') }} as users

)

select
    {{ source_id('snowplow', 'events.user_id') }} as contact_id,
    events.user_id as email,
    cast(null as {{ dbt.type_string() }}) as company_id,
    cast(null as timestamp) as created_at,
    cast(null as {{ dbt.type_string() }}) as lead_source,
    cast(null as {{ dbt.type_string() }}) as job_title,
    cast(null as {{ dbt.type_string() }}) as seniority,
    cast(null as {{ dbt.type_string() }}) as job_function,
    cast(null as {{ dbt.type_string() }}) as country,
    false as is_deleted
from events
left join known on events.user_id = known.user_id
where {{ looks_like_an_address('events.user_id') }}
    and known.user_id is null
