-- One row per distinct condition (field, operator, value) of the scored owners: the unit that values are matched with.
-- Two rules that ask the same thing share a row, so that it is matched once.

with policy_conditions as (

    select * from {{ ref('lead_scoring', 'policy_conditions') }}

),

scored_owners as (

    select * from {{ ref('lead_scoring', 'scored_owners') }}

),

conditions as (

    select distinct
        policy_conditions.field,
        policy_conditions.operator,
        coalesce(policy_conditions.value_text, '') as value_text
    from policy_conditions
    inner join scored_owners
        on policy_conditions.owner_type = scored_owners.owner_type
        and coalesce(policy_conditions.model_id, '') = scored_owners.model_id
        and policy_conditions.owner_id = scored_owners.owner_id

)

select
    cast(row_number() over (order by field, operator, value_text) as integer) as condition_no,
    field,
    operator,
    value_text,
    field like 'activity.%' as is_activity,
    case when field like '%.age_days' then substring(field, 1, length(field) - 9) else field end as base_field
from conditions
