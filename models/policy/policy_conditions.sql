-- One row per condition of the policy, typed.
-- value_text is what is compared: trimmed and lower-cased like the values of the inputs.

with rule_conditions as (

    select * from {{ lead_scoring.policy_relation('rule_conditions') }} as rule_conditions

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ policy_word('owner_type') }} as owner_type,
    {{ clean_text('owner_id') }} as owner_id,
    coalesce({{ clean_text('alternative') }}, '') as alternative,
    {{ policy_word('field') }} as field,
    {{ policy_word('operator') }} as operator,
    {{ clean_text('value') }} as value,
    {{ lower_text(clean_text('value')) }} as value_text
from rule_conditions
