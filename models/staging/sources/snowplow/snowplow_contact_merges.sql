-- One row per browser whose user is known, in the shape of the input `contact_merges`: what it did while nobody was known is what the user
-- did. Of several users the one who was seen first counts, so that nothing is given to another later.

{{ config(enabled=source_is_on('snowplow')) }}

with events as (

    select
        {{ known_id('domain_userid') }} as browser_id,
        {{ source_id('snowplow', 'user_id') }} as contact_id,
        {{ timestamp_value('collector_tstamp') }} as seen_at
    from {{ source_table('snowplow', 'events') }} as events

),

users as (

    select browser_id, contact_id, min(seen_at) as seen_at
    from events
    where browser_id is not null
        and contact_id is not null
    group by browser_id, contact_id

),

ranked as (

    select
        *,
        row_number() over (
            partition by browser_id
            order by case when seen_at is null then 1 else 0 end, seen_at, contact_id
        ) as place
    from users

)

select
    {{ nobody_id('snowplow', 'browser_id') }} as from_contact_id,
    contact_id as into_contact_id,
    seen_at as merged_at
from ranked
where place = 1
