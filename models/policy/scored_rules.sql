-- One row per rule version of a scored model, with the owner of its conditions.
-- is_mixed says that the rule also asks who the contact is, so that its matches depend on the day that is scored.

with policy_rules as (

    select * from {{ ref('lead_scoring', 'policy_rules') }}

),

scored_alternatives as (

    select * from {{ ref('lead_scoring', 'scored_alternatives') }}

),

rule_owners as (

    select
        owner_no,
        model_id,
        owner_id,
        max(entity_conditions) > 0 as is_mixed
    from scored_alternatives
    where owner_type = 'rule'
    group by owner_no, model_id, owner_id

)

select
    cast(
        row_number() over (order by policy_rules.model_id, policy_rules.rule_id, policy_rules.valid_from) as integer
    ) as rule_no,
    rule_owners.owner_no,
    policy_rules.kind <> 'attribute' and rule_owners.is_mixed as is_mixed,
    policy_rules.*
from policy_rules
inner join rule_owners
    on policy_rules.model_id = rule_owners.model_id
    and policy_rules.rule_id = rule_owners.owner_id
