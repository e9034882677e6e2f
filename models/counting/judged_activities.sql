-- One row per activity that this build counts and state of knowledge, as countable_activities, with what hygiene says of bots: is_bot
-- is true where the input or a hygiene rule says so. Bots stay, and match nothing.

{{ config(materialized='view') }}

with hygiene_bots as (

    select * from {{ ref('lead_scoring', 'hygiene_bots') }}

)

select
    countable_activities.activity_id,
    countable_activities.contact_id,
    countable_activities.occurred_at,
    countable_activities.activity_date,
    countable_activities.loaded_on,
    countable_activities.activity_type,
    countable_activities.channel,
    countable_activities.asset,
    countable_activities.campaign,
    countable_activities.value,
    countable_activities.source_system,
    countable_activities.is_bot or hygiene_bots.activity_id is not null as is_bot,
    countable_activities.known_by
from {{ ref('lead_scoring', 'countable_activities') }} as countable_activities
left join hygiene_bots
    on countable_activities.activity_id = hygiene_bots.activity_id
    and coalesce(countable_activities.source_system, '') = hygiene_bots.source_key
    and countable_activities.contact_id = hygiene_bots.contact_id
    and countable_activities.known_by = hygiene_bots.known_by
