-- One row per scoring model of the policy, typed.
-- Every row of scoring_models is here; is_scored says which models this build scores.

with scoring_models as (

    select * from {{ lead_scoring.policy_relation('scoring_models') }} as scoring_models

)

select
    {{ clean_text('model_id') }} as model_id,
    coalesce({{ clean_text('name') }}, {{ clean_text('model_id') }}) as name,
    {{ policy_word('status') }} as status,
    {{ policy_number('min_score') }} as min_score,
    {{ policy_number('max_score') }} as max_score,
    {{ policy_number('exit_score') }} as exit_score,
    coalesce({{ policy_integer('dwell_days') }}, 1) as dwell_days,
    coalesce({{ policy_integer('cooldown_days') }}, 0) as cooldown_days,
    coalesce({{ policy_integer('recycle_days') }}, 0) as recycle_days,
    {{ policy_integer('sla_days') }} as sla_days,
    coalesce({{ policy_integer('resend_points') }}, 5) as resend_points,
    {{ policy_valid_from('valid_from') }} as valid_from,
    {{ policy_valid_to('valid_to') }} as valid_to,
    coalesce({{ policy_word('status') }} in ('active', 'testing'), false)
    or coalesce(
        {{ clean_text('model_id') }} in ({{ text_literals(var('lead_scoring_draft_models')) }}), false
    ) as is_scored
from scoring_models
