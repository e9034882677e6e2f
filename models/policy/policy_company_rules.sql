-- One row per company rule version, typed.
-- Their conditions stand in policy_conditions with owner_type company_rule.

with company_rules as (

    select * from {{ lead_scoring.policy_relation('company_rules') }} as company_rules

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('rule_id') }} as rule_id,
    {{ policy_number('points') }} as points,
    {{ clean_text('label') }} as label,
    {{ policy_valid_from('valid_from') }} as valid_from,
    {{ policy_valid_to('valid_to') }} as valid_to
from company_rules
