-- One row per activity and state of knowledge in which it counts: known_by 9999-12-31 is what is known now, an earlier day
-- what was known by its end. Only contacts of knowledge_days have earlier states.

{{ config(materialized='view') }}

select
    activity_id, contact_id, occurred_at, loaded_at, activity_type, channel, asset, campaign, value, source_system,
    is_bot,
    activity_date,
    {{ known_now() }} as known_by
from {{ ref('stg_activities') }}

union all

select
    versions.activity_id, versions.contact_id, versions.occurred_at, versions.loaded_at, versions.activity_type,
    versions.channel, versions.asset, versions.campaign, versions.value, versions.source_system, versions.is_bot,
    versions.activity_date,
    knowledge_days.known_by
from {{ ref('activity_versions') }} as versions
inner join {{ ref('contact_survivors') }} as contact_survivors on versions.contact_id = contact_survivors.contact_id
inner join {{ ref('knowledge_days') }} as knowledge_days
    on contact_survivors.survivor_id = knowledge_days.contact_id
    and versions.known_from <= knowledge_days.known_by
    and (versions.known_until is null or versions.known_until > knowledge_days.known_by)
where not versions.is_deleted
