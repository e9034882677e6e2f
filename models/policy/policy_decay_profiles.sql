-- One row per decay profile, typed.
-- days is z of a linear and h of a half-life profile, rate is p of a geometric one.

with decay_profiles as (

    select * from {{ lead_scoring.policy_relation('decay_profiles') }} as decay_profiles

)

select
    {{ clean_text('decay_id') }} as decay_id,
    {{ policy_word('shape') }} as shape,
    {{ policy_number('days') }} as days,
    {{ policy_number('rate') }} as rate,
    coalesce({{ policy_integer('step_days') }}, 1) as step_days,
    coalesce({{ policy_word('basis') }}, 'activity') as basis
from decay_profiles
