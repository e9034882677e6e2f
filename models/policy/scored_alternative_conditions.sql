-- One row per alternative and condition it needs.
-- is_activity says on which side the condition is judged: the activity, or the contact and company. names_type marks a
-- condition that asks for activity types by name.

with policy_conditions as (

    select * from {{ ref('lead_scoring', 'policy_conditions') }}

),

scored_alternatives as (

    select * from {{ ref('lead_scoring', 'scored_alternatives') }}

),

scored_conditions as (

    select * from {{ ref('lead_scoring', 'scored_conditions') }}

)

select distinct
    scored_alternatives.alternative_no,
    scored_conditions.condition_no,
    scored_conditions.is_activity,
    scored_conditions.field = 'activity.activity_type' and scored_conditions.operator in ('equals', 'in') as names_type
from policy_conditions
inner join scored_alternatives
    on policy_conditions.owner_type = scored_alternatives.owner_type
    and coalesce(policy_conditions.model_id, '') = scored_alternatives.model_id
    and policy_conditions.owner_id = scored_alternatives.owner_id
    and policy_conditions.alternative = scored_alternatives.alternative
inner join scored_conditions
    on policy_conditions.field = scored_conditions.field
    and policy_conditions.operator = scored_conditions.operator
    and coalesce(policy_conditions.value_text, '') = scored_conditions.value_text
