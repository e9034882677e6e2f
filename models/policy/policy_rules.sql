-- One row per rule version (model, rule, valid_from), typed.
-- Every row of scoring_rules is here; what could not be read is null and has a row in policy_lint.

with scoring_rules as (

    select * from {{ lead_scoring.policy_relation('scoring_rules') }} as scoring_rules

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('rule_id') }} as rule_id,
    {{ policy_valid_from('valid_from') }} as valid_from,
    {{ policy_valid_to('valid_to') }} as valid_to,
    {{ clean_text('dimension') }} as dimension,
    {{ policy_word('kind') }} as kind,
    coalesce({{ policy_word('effect') }}, 'points') as effect,
    {{ policy_number('points') }} as points,
    {{ clean_text('label') }} as label,
    {{ clean_text('cap_group') }} as cap_group,
    {{ policy_number('max_points') }} as max_points,
    {{ policy_integer('burst_count') }} as burst_count,
    {{ policy_integer('burst_days') }} as burst_days,
    {{ policy_integer('max_per_day') }} as max_per_day,
    {{ policy_integer('cooldown_days') }} as cooldown_days,
    {{ policy_integer('max_awards') }} as max_awards,
    {{ policy_integer('window_days') }} as window_days,
    {{ clean_text('decay_id') }} as decay_id,
    coalesce({{ policy_word('count_of') }}, 'activities') as count_of,
    coalesce({{ policy_integer('min_count') }}, 0) as min_count,
    {{ policy_integer('max_count') }} as max_count,
    {{ policy_integer('period_days') }} as period_days,
    {{ policy_switch('keeps') }} as keeps
from scoring_rules
