-- One row per activity that this build counts and state of knowledge in which it counts: known_by 9999-12-31 is what is known now,
-- for the touched days only; an earlier day is what was known by its end, for all days of the contacts of knowledge_days.
-- depends_on: {{ ref('lead_scoring', 'matching_version') }}, {{ ref('lead_scoring', 'touched_days') }}

{{ config(materialized='view') }}

select
    stg_activities.activity_id, stg_activities.contact_id, stg_activities.occurred_at, stg_activities.activity_date,
    stg_activities.loaded_on, stg_activities.activity_type, stg_activities.channel, stg_activities.asset,
    stg_activities.campaign, stg_activities.value, stg_activities.source_system, stg_activities.is_bot,
    stg_activities.user_agent, stg_activities.network,
    {{ known_now() }} as known_by
from {{ ref('lead_scoring', 'stg_activities') }} as stg_activities
{% if not counts_all_days() %}
inner join {{ ref('lead_scoring', 'touched_days') }} as touched_days
    on stg_activities.contact_id = touched_days.contact_id
    and stg_activities.activity_date = touched_days.activity_date
{% endif %}

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
