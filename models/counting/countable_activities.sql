-- One row per activity that this build counts and state of knowledge in which it counts: known_by 9999-12-31 is what is known now,
-- for the touched days only; an earlier day is what was known by its end, for all days of the contacts of knowledge_days.
-- depends_on: {{ ref('lead_scoring', 'matching_version') }}

{{ config(materialized='view') }}

{% set all_activities = ref('lead_scoring', 'stg_activities') %}
{% set touched_activities = ref('lead_scoring', 'touched_activities') %}

select
    activities.activity_id, activities.contact_id, activities.occurred_at, activities.activity_date,
    activities.loaded_on, activities.activity_type, activities.channel, activities.asset,
    activities.campaign, activities.value, activities.source_system, activities.is_bot,
    activities.user_agent, activities.network,
    {{ known_now() }} as known_by
from {{ all_activities if counts_all_days() else touched_activities }} as activities

union all

select
    versions.activity_id, versions.contact_id, versions.occurred_at, versions.activity_date,
    versions.loaded_on, versions.activity_type, versions.channel, versions.asset,
    versions.campaign, versions.value, versions.source_system, versions.is_bot,
    versions.user_agent, versions.network,
    knowledge_days.known_by
from {{ ref('lead_scoring', 'activity_versions') }} as versions
left join {{ ref('lead_scoring', 'merged_contacts') }} as merged_contacts
    on versions.contact_id = merged_contacts.contact_id
inner join {{ ref('lead_scoring', 'knowledge_days') }} as knowledge_days
    on coalesce(merged_contacts.survivor_id, versions.contact_id) = knowledge_days.contact_id
    {# What comes in time within the stretch is no change of knowledge: it counts from its own day on. -#}
    and versions.known_from < knowledge_days.known_until
    and (versions.known_until is null or versions.known_until > knowledge_days.known_by)
where not versions.is_deleted
    and {{ first_day() }} < {{ as_of() }}
