-- One row per problem of scoring_rules and company_rules.
-- Part of policy_lint.

with policy_rules as (

    select
        *,
        model_id || '.' || rule_id as row_id
    from {{ ref('lead_scoring', 'policy_rules') }}

),

policy_dimensions as (

    select * from {{ ref('lead_scoring', 'policy_dimensions') }}

),

decay_profiles as (

    select * from {{ ref('lead_scoring', 'policy_decay_profiles') }}

),

policy_caps as (

    select * from {{ ref('lead_scoring', 'policy_caps') }} where scope = 'group'

),

rule_conditions as (

    select distinct owner_type, model_id, owner_id
    from {{ ref('lead_scoring', 'policy_conditions') }}

),

company_rules as (

    select
        *,
        model_id || '.' || rule_id as row_id
    from {{ ref('lead_scoring', 'policy_company_rules') }}

)

{{ lint_values(
    'scoring_rules', rule_row_id(), required=['model_id', 'rule_id', 'kind'], numbers=['points', 'max_points'],
    integers=[
        'burst_count', 'burst_days', 'max_per_day', 'cooldown_days', 'max_awards', 'window_days', 'min_count', 'max_count',
        'period_days'
    ],
    dates=['valid_from', 'valid_to'], switches=['keeps'],
    words={
        'kind': ['attribute', 'activity', 'frequency', 'inactivity'],
        'effect': ['points', 'reset', 'qualify', 'disqualify'],
        'count_of': ['activities', 'active_days']
    }
) }}
union all
{{ lint_values(
    'company_rules', rule_row_id(), required=['model_id', 'rule_id', 'points', 'label'], numbers=['points'],
    dates=['valid_from', 'valid_to']
) }}
union all
{{ lint_duplicates('scoring_rules', ['model_id', 'valid_from', 'rule_id'], rule_row_id()) }}
union all
{{ lint_duplicates('company_rules', ['model_id', 'valid_from', 'rule_id'], rule_row_id()) }}
union all
{{ lint_unknown_models('scoring_rules', rule_row_id()) }}
union all
{{ lint_unknown_models('company_rules', rule_row_id()) }}
{%- set kinds_of = {
    'burst_count': "'activity'", 'burst_days': "'activity'", 'max_per_day': "'activity'", 'cooldown_days': "'activity'",
    'max_awards': "'activity', 'inactivity'", 'window_days': "'activity', 'frequency'", 'decay_id': "'activity'",
    'count_of': "'frequency'", 'min_count': "'frequency'", 'max_count': "'frequency'", 'period_days': "'inactivity'",
    'keeps': "'inactivity'"
} %}
{% for column, kinds in kinds_of.items() %}
union all
select {{ lint_row('scoring_rules', rule_row_id(), column,
    "'has no meaning for kind ' || " ~ policy_word('kind') ~ " || ': leave it blank'"
) }}
from {{ lead_scoring.policy_relation('scoring_rules') }} as scoring_rules
where {{ clean_text(column) }} is not null
    and {{ policy_word('kind') }} in ('attribute', 'activity', 'frequency', 'inactivity')
    and {{ policy_word('kind') }} not in ({{ kinds }})
{% endfor %}
{% for column in ['cap_group', 'decay_id', 'max_points', 'window_days'] %}
union all
select {{ lint_row('scoring_rules', 'row_id', column,
    "'is ignored: a rule with effect ' || effect || ' gives no points'", severity='warning'
) }}
from policy_rules
where effect <> 'points'
    and {{ column }} is not null
    {%- if column == 'window_days' %}
    and kind = 'activity'
    {%- endif %}
{% endfor %}
{% for column in ['burst_count', 'burst_days', 'max_per_day', 'cooldown_days', 'max_awards', 'window_days', 'period_days', 'max_points'] %}
union all
select {{ lint_row('scoring_rules', 'row_id', column, "'must be greater than 0'") }}
from policy_rules
where {{ column }} <= 0
{% endfor %}
union all
select {{ lint_row('scoring_rules', 'row_id', 'valid_to', "'valid_to is not after valid_from: the rule is never in force'") }}
from policy_rules
where valid_to <= valid_from
union all
select {{ lint_row('scoring_rules', 'policy_rules.row_id', 'valid_from',
    "'versions overlap: the one from ' || cast(policy_rules.valid_from as " ~ dbt.type_string() ~ ") || ' is still in force when the next begins; set its valid_to'"
) }}
from policy_rules
inner join policy_rules as later_rules
    on policy_rules.row_id = later_rules.row_id
    and policy_rules.valid_from < later_rules.valid_from
    and policy_rules.valid_to > later_rules.valid_from
union all
select {{ lint_row('scoring_rules', 'row_id', 'points', "'is missing: a rule with effect points needs a number'") }}
from {{ lead_scoring.policy_relation('scoring_rules') }} as scoring_rules
inner join policy_rules
    on {{ clean_text('scoring_rules.model_id') }} = policy_rules.model_id
    and {{ clean_text('scoring_rules.rule_id') }} = policy_rules.rule_id
    and {{ policy_valid_from('scoring_rules.valid_from') }} = policy_rules.valid_from
where policy_rules.effect = 'points'
    and {{ clean_text('scoring_rules.points') }} is null
union all
select {{ lint_row('scoring_rules', 'row_id', 'points', "'must be blank: a rule with effect ' || effect || ' gives no points'") }}
from policy_rules
where effect <> 'points' and points is not null
union all
select {{ lint_row('scoring_rules', 'row_id', 'label',
    "case when label is null then 'is missing: salespeople read it as a reason' else 'is longer than 255 characters' end"
) }}
from policy_rules
where effect = 'points' and (label is null or length(label) > 255)
union all
select {{ lint_row('scoring_rules', 'policy_rules.row_id', 'dimension',
    "'unknown dimension `' || coalesce(policy_rules.dimension, '') || '`: add it to dimensions'"
) }}
from policy_rules
left join policy_dimensions
    on policy_rules.model_id = policy_dimensions.model_id
    and policy_rules.dimension = policy_dimensions.dimension
where policy_dimensions.dimension is null
    and (
        policy_rules.effect = 'points'
        or policy_rules.dimension is not null and policy_rules.dimension <> '*'
        or policy_rules.effect = 'reset' and policy_rules.dimension is null
    )
union all
select {{ lint_row('scoring_rules', 'row_id', 'effect',
    "'a reset must be an attribute or activity rule: a ' || kind || ' rule is itself counted from resets'"
) }}
from policy_rules
where effect = 'reset' and kind in ('frequency', 'inactivity')
union all
select {{ lint_row('scoring_rules', 'row_id', 'burst_days', "'burst_count and burst_days stand together or not at all'") }}
from policy_rules
where (burst_count is null) <> (burst_days is null)
union all
select {{ lint_row('scoring_rules', 'row_id', 'min_count', "'a frequency rule without min_count and max_count always holds: set one'") }}
from policy_rules
where kind = 'frequency' and min_count = 0 and max_count is null
union all
select {{ lint_row('scoring_rules', 'row_id', 'max_count', "'min_count is above max_count: the rule can never hold'") }}
from policy_rules
where kind = 'frequency' and min_count > max_count
union all
select {{ lint_row('scoring_rules', 'row_id', 'period_days', "'is missing: an inactivity rule needs the length of a period'") }}
from policy_rules
where kind = 'inactivity' and period_days is null
union all
select {{ lint_row('scoring_rules', 'policy_rules.row_id', 'decay_id',
    "'unknown decay profile `' || policy_rules.decay_id || '`: add it to decay_profiles'"
) }}
from policy_rules
left join decay_profiles on policy_rules.decay_id = decay_profiles.decay_id
where policy_rules.decay_id is not null and decay_profiles.decay_id is null
union all
select {{ lint_row('scoring_rules', 'policy_rules.row_id', 'cap_group',
    "'unknown cap group `' || policy_rules.cap_group || '`: add it to score_caps with the same dimension'"
) }}
from policy_rules
left join policy_caps
    on policy_rules.model_id = policy_caps.model_id
    and policy_rules.dimension = policy_caps.dimension
    and policy_rules.cap_group = policy_caps.cap_group
where policy_rules.cap_group is not null and policy_caps.cap_group is null
union all
select {{ lint_row('scoring_rules', 'policy_rules.row_id', 'rule_id', "'the rule has no conditions: add rows to rule_conditions'") }}
from policy_rules
left join rule_conditions
    on rule_conditions.owner_type = 'rule'
    and policy_rules.model_id = rule_conditions.model_id
    and policy_rules.rule_id = rule_conditions.owner_id
where rule_conditions.owner_id is null
union all
select {{ lint_row('company_rules', 'row_id', 'valid_to', "'valid_to is not after valid_from: the rule is never in force'") }}
from company_rules
where valid_to <= valid_from
union all
select {{ lint_row('company_rules', 'row_id', 'label', "'is longer than 255 characters'") }}
from company_rules
where length(label) > 255
union all
select {{ lint_row('company_rules', 'company_rules.row_id', 'valid_from',
    "'versions overlap: the one from ' || cast(company_rules.valid_from as " ~ dbt.type_string() ~ ") || ' is still in force when the next begins; set its valid_to'"
) }}
from company_rules
inner join company_rules as later_rules
    on company_rules.row_id = later_rules.row_id
    and company_rules.valid_from < later_rules.valid_from
    and company_rules.valid_to > later_rules.valid_from
union all
select {{ lint_row('company_rules', 'company_rules.row_id', 'rule_id',
    "'the rule has no conditions: add rows with owner_type company_rule to rule_conditions'"
) }}
from company_rules
left join rule_conditions
    on rule_conditions.owner_type = 'company_rule'
    and company_rules.model_id = rule_conditions.model_id
    and company_rules.rule_id = rule_conditions.owner_id
where rule_conditions.owner_id is null
