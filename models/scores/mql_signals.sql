-- One row per model, contact and scored day: what the day says about the lifecycle, before any memory of earlier days.
-- mql_policy_id: the first row of mql_policies that is met with all its minimums and grades (null: none). The rules that
-- qualify or disqualify on the day stand beside it, and whether the score is below the exit score.

with total_scores as (

    select * from {{ ref('lead_scoring', 'total_scores') }}

),

dimension_scores as (

    select * from {{ ref('lead_scoring', 'dimension_scores') }}

),

mql_minimums as (

    select * from {{ ref('lead_scoring', 'mql_minimums') }}

),

mql_grades as (

    select * from {{ ref('lead_scoring', 'mql_grades') }}

),

mql_policies as (

    select * from {{ ref('lead_scoring', 'policy_mql') }}

),

exit_scores as (

    select
        policy_models.model_id,
        coalesce(policy_models.exit_score, min(mql_policies.min_score)) as exit_score
    from {{ ref('lead_scoring', 'policy_models') }} as policy_models
    left join mql_policies on policy_models.model_id = mql_policies.model_id
    group by policy_models.model_id, policy_models.exit_score

),

unmet_minimums as (

    select
        dimension_scores.model_id,
        dimension_scores.contact_id,
        dimension_scores.as_of,
        mql_minimums.mql_policy_id
    from dimension_scores
    inner join mql_minimums
        on dimension_scores.model_id = mql_minimums.model_id
        and dimension_scores.dimension = mql_minimums.dimension
    where dimension_scores.score < mql_minimums.min_score
    group by
        dimension_scores.model_id,
        dimension_scores.contact_id,
        dimension_scores.as_of,
        mql_minimums.mql_policy_id

),

entries as (

    select
        total_scores.model_id,
        total_scores.contact_id,
        total_scores.as_of,
        min(mql_policies.mql_policy_id) as mql_policy_id
    from total_scores
    inner join mql_policies
        on total_scores.model_id = mql_policies.model_id
        and (mql_policies.min_score is null or total_scores.score >= mql_policies.min_score)
    left join mql_grades
        on mql_policies.model_id = mql_grades.model_id
        and mql_policies.mql_policy_id = mql_grades.mql_policy_id
        and total_scores.grade = mql_grades.grade
    left join unmet_minimums
        on total_scores.model_id = unmet_minimums.model_id
        and total_scores.contact_id = unmet_minimums.contact_id
        and total_scores.as_of = unmet_minimums.as_of
        and mql_policies.mql_policy_id = unmet_minimums.mql_policy_id
    where (mql_policies.grades is null or mql_grades.grade is not null)
        and unmet_minimums.mql_policy_id is null
    group by total_scores.model_id, total_scores.contact_id, total_scores.as_of

),

effects as (

    select * from {{ ref('lead_scoring', 'effect_days') }}

)

select
    total_scores.model_id,
    total_scores.contact_id,
    total_scores.as_of,
    entries.mql_policy_id,
    effects.qualify_day_rule_id,
    effects.qualify_while_rule_id,
    effects.disqualify_day_rule_id,
    effects.disqualify_while_rule_id,
    coalesce(total_scores.score < exit_scores.exit_score, false) as is_below_exit
from total_scores
inner join exit_scores on total_scores.model_id = exit_scores.model_id
left join entries
    on total_scores.model_id = entries.model_id
    and total_scores.contact_id = entries.contact_id
    and total_scores.as_of = entries.as_of
left join effects
    on total_scores.model_id = effects.model_id
    and total_scores.contact_id = effects.contact_id
    and total_scores.as_of = effects.as_of
