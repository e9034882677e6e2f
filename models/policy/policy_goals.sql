-- One row per goal of a model, typed.
-- target is how many contacts are to enter the stage in each period.

with goals as (

    select * from {{ lead_scoring.policy_relation('goals') }} as goals

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('goal_id') }} as goal_id,
    {{ policy_word('stage') }} as stage,
    coalesce({{ policy_word('period') }}, 'month') as period,
    {{ policy_number('target') }} as target,
    {{ policy_valid_from('valid_from') }} as valid_from,
    {{ policy_valid_to('valid_to') }} as valid_to
from goals
