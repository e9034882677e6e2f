-- One row per problem of metrics, decay_profiles, score_caps, mql_policies, company_rollups and free_mail_domains.
-- Part of policy_lint.

with policy_metrics as (

    select * from {{ ref('lead_scoring', 'policy_metrics') }}

),

decay_profiles as (

    select * from {{ ref('lead_scoring', 'policy_decay_profiles') }}

),

policy_caps as (

    select
        *,
        model_id || '.' || cap_id as row_id
    from {{ ref('lead_scoring', 'policy_caps') }}
    where cap_id is not null

),

policy_dimensions as (

    select * from {{ ref('lead_scoring', 'policy_dimensions') }}

),

policy_rules as (

    select * from {{ ref('lead_scoring', 'policy_rules') }}

),

company_rollups as (

    select * from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

mql_policies as (

    select * from {{ ref('lead_scoring', 'policy_mql') }}

),

{# The most that the rules of a group can give, where every positive one is limited. -#}
group_limits as (

    select
        model_id,
        dimension,
        cap_group,
        sum(
            case
                when points <= 0 then 0
                when max_points is not null then max_points
                when kind in ('attribute', 'frequency') then points
                when kind = 'activity' then cast(points as numeric(26, 4)) * max_awards
                when kind = 'inactivity' and not keeps then cast(points as numeric(26, 4)) * max_awards
            end
        ) as most_points,
        count(*) as rules,
        count(
            case
                when points <= 0 or max_points is not null or kind in ('attribute', 'frequency') or max_awards is not null
                    then 1
            end
        ) as limited_rules
    from policy_rules
    where effect = 'points'
    group by model_id, dimension, cap_group

),

metric_conditions as (

    select distinct owner_id from {{ ref('lead_scoring', 'policy_conditions') }} where owner_type = 'metric'

)

{{ lint_values(
    'metrics', clean_text('metric_id'), required=['metric_id', 'measure'], integers=['window_days'],
    words={'measure': [
        'count', 'active_days', 'sum', 'median', 'days_since_last', 'days_since_first', 'ratio'
    ]}
) }}
union all
{{ lint_values(
    'decay_profiles', clean_text('decay_id'), required=['decay_id', 'shape'], numbers=['days', 'rate'],
    integers=['step_days'],
    words={'shape': ['none', 'linear', 'half_life', 'geometric'], 'basis': ['activity', 'engagement']}
) }}
union all
{{ lint_values(
    'score_caps', cap_row_id(), required=['model_id', 'cap_id', 'scope'], numbers=['min_score', 'max_score'],
    dates=['valid_from', 'valid_to'], switches=['best_of'], words={'scope': ['group', 'dimension', 'model']}
) }}
union all
{{ lint_values('mql_policies', mql_row_id(), required=['model_id', 'mql_policy_id'], numbers=['min_score']) }}
union all
{{ lint_values(
    'company_rollups', clean_text('model_id'), required=['model_id', 'method'],
    numbers=['ratio', 'min_contact_score', 'min_score', 'max_score', 'mqa_enter_score', 'mqa_exit_score', 'min_coverage'],
    integers=['top_n', 'engaged_days', 'min_engaged'],
    words={'method': ['sum', 'max', 'average', 'top_n', 'diminishing']}
) }}
union all
{{ lint_duplicates('metrics', ['metric_id'], clean_text('metric_id'), ignores_case=true) }}
union all
{{ lint_duplicates('decay_profiles', ['decay_id'], clean_text('decay_id')) }}
union all
{{ lint_duplicates('score_caps', ['model_id', 'valid_from', 'cap_id'], cap_row_id()) }}
union all
{{ lint_duplicates('mql_policies', ['model_id', 'mql_policy_id'], mql_row_id()) }}
union all
{{ lint_duplicates('company_rollups', ['model_id'], clean_text('model_id')) }}
union all
{{ lint_unknown_models('score_caps', cap_row_id()) }}
union all
{{ lint_unknown_models('mql_policies', mql_row_id()) }}
union all
{{ lint_unknown_models('company_rollups', clean_text('model_id')) }}
union all
select {{ lint_row('metrics', 'policy_metrics.metric_id', 'metric_id',
    "'the metric has no conditions: add rows with owner_type metric to rule_conditions'"
) }}
from policy_metrics
left join metric_conditions on policy_metrics.metric_id = metric_conditions.owner_id
where metric_conditions.owner_id is null
union all
select {{ lint_row('metrics', 'policy_metrics.metric_id', 'base_metric_id',
    "case when policy_metrics.base_metric_id is null then 'is missing: a ratio needs a base metric' when base_metrics.metric_id is null then 'unknown metric `' || policy_metrics.base_metric_id || '`' else 'a ratio cannot be the base of a ratio' end"
) }}
from policy_metrics
left join policy_metrics as base_metrics on policy_metrics.base_metric_id = base_metrics.metric_id
where policy_metrics.measure = 'ratio'
    and (base_metrics.metric_id is null or base_metrics.measure = 'ratio')
union all
select {{ lint_row('metrics', 'metric_id', 'base_metric_id', "'must be blank: only a ratio has a base'") }}
from policy_metrics
where measure <> 'ratio' and base_metric_id is not null
union all
select {{ lint_row('metrics', 'metric_id', 'window_days', "'must be greater than 0'") }}
from policy_metrics
where window_days <= 0
union all
select {{ lint_row('decay_profiles', 'decay_id', 'days', "'needs a number greater than 0: when ' || shape || ' reaches ' || case shape when 'linear' then 'zero' else 'half' end") }}
from decay_profiles
where shape in ('linear', 'half_life') and coalesce(days, 0) <= 0
union all
select {{ lint_row('decay_profiles', 'decay_id', 'rate', "'needs a number between 0 and 1: the share lost per step'") }}
from decay_profiles
where shape = 'geometric' and (coalesce(rate, 0) <= 0 or rate >= 1)
union all
select {{ lint_row('decay_profiles', 'decay_id', 'step_days', "'must be at least 1'") }}
from decay_profiles
where step_days < 1
union all
select {{ lint_row('decay_profiles', 'decay_id', 'rate',
    "'loses so little per step that something is left for ever: decay stops after 40 steps'", severity='warning'
) }}
from decay_profiles
where shape = 'geometric' and rate < 0.11 and rate > 0
union all
select {{ lint_row('score_caps', 'row_id', 'valid_to', "'valid_to is not after valid_from: the cap is never in force'") }}
from policy_caps
where valid_to <= valid_from
union all
select {{ lint_row('score_caps', 'row_id', 'min_score', "'min_score is above max_score'") }}
from policy_caps
where min_score > max_score
union all
select {{ lint_row('score_caps', 'row_id', 'max_score', "'the cap limits nothing: set min_score, max_score or best_of'") }}
from policy_caps
where min_score is null and max_score is null and not best_of
union all
select {{ lint_row('score_caps', 'row_id', 'best_of', "'has no meaning for scope ' || scope || ': only a group has a best rule'") }}
from policy_caps
where best_of and scope <> 'group'
union all
select {{ lint_row('score_caps', 'row_id', 'cap_group',
    "case when scope = 'group' then 'is missing: the name of the group' else 'must be blank for scope ' || scope end"
) }}
from policy_caps
where (scope = 'group') = (cap_group is null)
union all
select {{ lint_row('score_caps', 'policy_caps.row_id', 'dimension',
    "case when policy_caps.scope = 'model' then 'must be blank for scope model' else 'unknown dimension `' || coalesce(policy_caps.dimension, '') || '`' end"
) }}
from policy_caps
left join policy_dimensions
    on policy_caps.model_id = policy_dimensions.model_id
    and policy_caps.dimension = policy_dimensions.dimension
where (policy_caps.scope = 'model' and policy_caps.dimension is not null)
    or (policy_caps.scope in ('group', 'dimension') and policy_dimensions.dimension is null)
union all
select {{ lint_row('score_caps', 'policy_caps.row_id', 'cap_group',
    "'the cap cannot be reached: no rule is in group `' || policy_caps.cap_group || '`'", severity='warning'
) }}
from policy_caps
left join policy_rules
    on policy_caps.model_id = policy_rules.model_id
    and policy_caps.dimension = policy_rules.dimension
    and policy_caps.cap_group = policy_rules.cap_group
where policy_caps.scope = 'group' and policy_rules.rule_id is null
union all
select {{ lint_row('score_caps', 'policy_caps.row_id', 'max_score',
    "'the cap cannot be reached: the rules of the group give at most ' || " ~ plain_number('group_limits.most_points'),
    severity='warning'
) }}
from policy_caps
inner join group_limits
    on policy_caps.model_id = group_limits.model_id
    and policy_caps.dimension = group_limits.dimension
    and policy_caps.cap_group = group_limits.cap_group
where policy_caps.scope = 'group'
    and not policy_caps.best_of
    and group_limits.rules = group_limits.limited_rules
    and group_limits.most_points < policy_caps.max_score
union all
select {{ lint_row('mql_policies', "model_id || '.' || mql_policy_id", 'min_score',
    "'asks for nothing, so that everyone is an MQL: set min_score, grades or min_dimension_scores'"
) }}
from mql_policies
where min_score is null and grades is null and min_dimension_scores is null
union all
select {{ lint_row('mql_policies', "mql_minimums.model_id || '.' || mql_minimums.mql_policy_id", 'min_dimension_scores',
    "case when policy_dimensions.dimension is null then 'unknown dimension `' || coalesce(mql_minimums.dimension, '') || '`' else 'needs a number after `' || mql_minimums.dimension || ':`' end"
) }}
from {{ ref('lead_scoring', 'mql_minimums') }} as mql_minimums
left join policy_dimensions
    on mql_minimums.model_id = policy_dimensions.model_id
    and mql_minimums.dimension = policy_dimensions.dimension
where policy_dimensions.dimension is null or mql_minimums.min_score is null
union all
select {{ lint_row('mql_policies', "mql_grades.model_id || '.' || mql_grades.mql_policy_id", 'grades',
    "'unknown grade `' || mql_grades.grade || '`: it is neither in grade_matrix nor a band of total'"
) }}
from {{ ref('lead_scoring', 'mql_grades') }} as mql_grades
left join {{ ref('lead_scoring', 'policy_grades') }} as policy_grades
    on mql_grades.model_id = policy_grades.model_id
    and mql_grades.grade = policy_grades.grade
left join {{ ref('lead_scoring', 'policy_bands') }} as policy_bands
    on mql_grades.model_id = policy_bands.model_id
    and policy_bands.dimension = 'total'
    and mql_grades.grade = policy_bands.band
where policy_grades.grade is null and policy_bands.band is null
union all
select {{ lint_row('company_rollups', 'model_id', 'top_n', "'is missing: method top_n needs how many contacts count'") }}
from company_rollups
where method = 'top_n' and coalesce(top_n, 0) < 1
union all
select {{ lint_row('company_rollups', 'model_id', 'ratio', "'needs a number between 0 and 1: what the next contact counts of the one before'") }}
from company_rollups
where method = 'diminishing' and (coalesce(ratio, 0) <= 0 or ratio > 1)
union all
select {{ lint_row('company_rollups', 'model_id', 'min_score', "'min_score is above max_score'") }}
from company_rollups
where min_score > max_score
union all
select {{ lint_row('company_rollups', 'model_id', 'min_coverage', "'is a share: between 0 and 1'") }}
from company_rollups
where min_coverage < 0 or min_coverage > 1
union all
select {{ lint_row('company_rollups', 'company_rollups.model_id', 'committee_field',
    "'unknown field `' || company_rollups.committee_field || '`: the input has no such column'"
) }}
from company_rollups
inner join {{ ref('lead_scoring', 'policy_models') }} as policy_models
    on company_rollups.model_id = policy_models.model_id
    and policy_models.is_scored
left join {{ ref('lead_scoring', 'input_fields') }} as input_fields
    on company_rollups.committee_field = input_fields.field
where input_fields.field is null or company_rollups.committee_field not like 'contact.%'
union all
select {{ lint_row('company_rollups', 'model_id', 'mqa_exit_score', "'is above mqa_enter_score: the flag would flap'") }}
from company_rollups
where mqa_exit_score > mqa_enter_score
union all
select {{ lint_row('scoring_models', 'policy_models.model_id', 'exit_score',
    "'is missing: without it, and without a min_score in mql_policies, an MQL never leaves by its score'", severity='warning'
) }}
from {{ ref('lead_scoring', 'policy_models') }} as policy_models
inner join mql_policies on policy_models.model_id = mql_policies.model_id
where policy_models.exit_score is null
group by policy_models.model_id
having max(mql_policies.min_score) is null
union all
select distinct {{ lint_row('scoring_models', 'policy_models.model_id', 'dwell_days',
    "'is 1: who raises a hand after a build of the morning and scores below the exit is an MQL on no day that a build shows: use 2 or more'",
    severity='warning'
) }}
from {{ ref('lead_scoring', 'policy_models') }} as policy_models
inner join policy_rules on policy_models.model_id = policy_rules.model_id
where policy_models.dwell_days = 1
    and policy_rules.effect = 'qualify'
    and policy_rules.kind = 'activity'
union all
{{ lint_values(
    'goals', goal_row_id(), required=['model_id', 'goal_id', 'stage', 'target'], numbers=['target'],
    dates=['valid_from', 'valid_to'],
    words={'stage': ['mql', 'sales_accepted', 'opportunity', 'won'], 'period': ['month', 'quarter', 'year']}
) }}
union all
{{ lint_duplicates('goals', ['model_id', 'goal_id'], goal_row_id()) }}
union all
{{ lint_unknown_models('goals', goal_row_id()) }}
union all
select {{ lint_row('goals', "model_id || '.' || goal_id", 'target', "'must be above 0'") }}
from {{ ref('lead_scoring', 'policy_goals') }}
where target <= 0
