-- One row per alternative (AND list) of a scored owner, with how many conditions must hold on each side.
-- An owner is met when one of its alternatives is.

with policy_conditions as (

    select * from {{ ref('lead_scoring', 'policy_conditions') }}

),

scored_owners as (

    select * from {{ ref('lead_scoring', 'scored_owners') }}

),

scored_conditions as (

    select * from {{ ref('lead_scoring', 'scored_conditions') }}

),

alternatives as (

    select
        scored_owners.owner_no,
        scored_owners.owner_type,
        scored_owners.model_id,
        scored_owners.owner_id,
        policy_conditions.alternative,
        count(distinct case when scored_conditions.is_activity then scored_conditions.condition_no end)
            as activity_conditions,
        count(distinct case when not scored_conditions.is_activity then scored_conditions.condition_no end)
            as entity_conditions
    from policy_conditions
    inner join scored_owners
        on policy_conditions.owner_type = scored_owners.owner_type
        and coalesce(policy_conditions.model_id, '') = scored_owners.model_id
        and policy_conditions.owner_id = scored_owners.owner_id
    inner join scored_conditions
        on policy_conditions.field = scored_conditions.field
        and policy_conditions.operator = scored_conditions.operator
        and coalesce(policy_conditions.value_text, '') = scored_conditions.value_text
    group by
        scored_owners.owner_no,
        scored_owners.owner_type,
        scored_owners.model_id,
        scored_owners.owner_id,
        policy_conditions.alternative

)

select
    cast(row_number() over (order by owner_no, alternative) as integer) as alternative_no,
    owner_no,
    owner_type,
    model_id,
    owner_id,
    alternative,
    activity_conditions,
    entity_conditions
from alternatives
