-- One row per activity that nobody sent us but that rules can ask for by name: sessions, replies, changed attributes, outcomes.
-- They make no contact and are nobody's last activity (docs/policy_reference.md).

with attribute_history as (

    select * from {{ ref('lead_scoring', 'stg_attribute_history') }}
    where entity = 'contact'
        and {{ asks_for_activity('attribute_changed') }}

),

outcomes as (

    select * from {{ ref('lead_scoring', 'stg_outcomes') }}
    where {{ asks_for_activity('outcome') }}

),

{# Changed attributes and outcomes carry no time of loading: they belong to every state of knowledge. -#}
states as (

    select entity_id as contact_id, {{ known_now() }} as known_by from attribute_history
    union distinct
    select contact_id, {{ known_now() }} as known_by from outcomes
    union distinct
    select contact_id, known_by from {{ ref('lead_scoring', 'knowledge_days') }}
    union distinct
    select merged_contacts.contact_id, knowledge_days.known_by
    from {{ ref('lead_scoring', 'knowledge_days') }} as knowledge_days
    inner join {{ ref('lead_scoring', 'merged_contacts') }} as merged_contacts
        on knowledge_days.contact_id = merged_contacts.survivor_id

)

select activity_type, contact_id, known_by, activity_date, channel, asset, campaign, source_system, value
from {{ ref('lead_scoring', 'derived_sessions') }}

union all

select activity_type, contact_id, known_by, activity_date, channel, asset, campaign, source_system, value
from {{ ref('lead_scoring', 'derived_replies') }}

union all

select
    'attribute_changed' as activity_type,
    attribute_history.entity_id as contact_id,
    states.known_by,
    {{ activity_day('attribute_history.valid_from') }} as activity_date,
    cast(null as {{ dbt.type_string() }}) as channel,
    attribute_history.field_name || '=' || coalesce(attribute_history.value, '') as asset,
    cast(null as {{ dbt.type_string() }}) as campaign,
    cast(null as {{ dbt.type_string() }}) as source_system,
    cast(null as numeric(28, 6)) as value
from attribute_history
inner join states on attribute_history.entity_id = states.contact_id

union all

select
    'outcome' as activity_type,
    outcomes.contact_id,
    states.known_by,
    {{ activity_day('outcomes.occurred_at') }} as activity_date,
    cast(null as {{ dbt.type_string() }}) as channel,
    outcomes.outcome_type as asset,
    outcomes.reason as campaign,
    cast(null as {{ dbt.type_string() }}) as source_system,
    outcomes.amount as value
from outcomes
inner join states on outcomes.contact_id = states.contact_id
