-- One row per activity that nobody sent us but that rules can ask for by name: sessions, replies, changed attributes, outcomes.
-- They make no contact and are nobody's last activity (docs/policy_reference.md).

select activity_type, contact_id, activity_date, channel, asset, campaign, source_system, value
from {{ ref('derived_sessions') }}

union all

select activity_type, contact_id, activity_date, channel, asset, campaign, source_system, value
from {{ ref('derived_replies') }}

union all

select
    'attribute_changed' as activity_type,
    entity_id as contact_id,
    {{ activity_day('valid_from') }} as activity_date,
    cast(null as {{ dbt.type_string() }}) as channel,
    field_name || '=' || coalesce(value, '') as asset,
    cast(null as {{ dbt.type_string() }}) as campaign,
    cast(null as {{ dbt.type_string() }}) as source_system,
    cast(null as numeric(28, 6)) as value
from {{ ref('stg_attribute_history') }}
where entity = 'contact'
    and {{ asks_for_activity('attribute_changed') }}

union all

select
    'outcome' as activity_type,
    contact_id,
    {{ activity_day('occurred_at') }} as activity_date,
    cast(null as {{ dbt.type_string() }}) as channel,
    outcome_type as asset,
    reason as campaign,
    cast(null as {{ dbt.type_string() }}) as source_system,
    amount as value
from {{ ref('stg_outcomes') }}
where {{ asks_for_activity('outcome') }}
