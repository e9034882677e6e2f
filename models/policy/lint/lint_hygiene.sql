-- One row per problem of hygiene_rules, hygiene_patterns, title_patterns and country_names.
-- Part of policy_lint.

{% set rules = hygiene_rule_effects() %}

with hygiene_rules as (

    select
        {{ policy_word('rule_id') }} as rule_id,
        {{ policy_word('effect') }} as effect,
        {{ policy_word('activity_types') }} as activity_types,
        {{ policy_word('after_types') }} as after_types,
        {{ policy_integer('seconds') }} as seconds,
        {{ policy_integer('min_count') }} as min_count,
        {{ policy_switch('enabled') }} as is_on
    from {{ lead_scoring.policy_relation('hygiene_rules') }} as hygiene_rules

),

hygiene_patterns as (

    select
        {{ clean_text('rule_id') }} || '.' || coalesce({{ clean_text('value') }}, '') as row_id,
        {{ policy_word('rule_id') }} as rule_id,
        {{ policy_word('field') }} as field
    from {{ lead_scoring.policy_relation('hygiene_patterns') }} as hygiene_patterns

),

known_rules as (

    {% for rule_id, effects in rules.items() %}
    select '{{ rule_id }}' as rule_id, '|{{ effects | join("|") }}|' as effects, '{{ effects | join(", ") }}' as effect_list
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

{{ lint_values(
    'hygiene_rules', clean_text('rule_id'), required=['rule_id', 'enabled', 'effect'], integers=['seconds', 'min_count'],
    switches=['enabled'], words={'rule_id': rules.keys() | list}
) }}
union all
{{ lint_duplicates('hygiene_rules', ['rule_id'], clean_text('rule_id')) }}
union all
select {{ lint_row('hygiene_rules', 'hygiene_rules.rule_id', 'effect',
    "'must be one of ' || known_rules.effect_list || ' for this rule, not `' || hygiene_rules.effect || '`'"
) }}
from hygiene_rules
inner join known_rules on hygiene_rules.rule_id = known_rules.rule_id
where {{ dbt.position("'|' || hygiene_rules.effect || '|'", 'known_rules.effects') }} = 0
union all
select {{ lint_row('hygiene_rules', 'rule_id', 'seconds', "'must be from 0 to 3600: the rule looks for what follows so soon'") }}
from hygiene_rules
where rule_id in ('quick_clicks', 'quick_opens', 'many_links')
    and is_on
    and coalesce(seconds, 3601) > 3600
union all
select {{ lint_row('hygiene_rules', 'rule_id', 'activity_types', "'is missing: which activities can be too quick?'") }}
from hygiene_rules
where rule_id in ('quick_clicks', 'quick_opens', 'many_links')
    and is_on
    and activity_types is null
union all
select {{ lint_row('hygiene_rules', 'rule_id', 'after_types', "'is missing: quick after which activities?'") }}
from hygiene_rules
where rule_id in ('quick_clicks', 'quick_opens')
    and is_on
    and after_types is null
union all
select {{ lint_row('hygiene_rules', 'rule_id', 'min_count', "'must be 2 or more: how many different links are too many at once?'") }}
from hygiene_rules
where rule_id = 'many_links'
    and is_on
    and coalesce(min_count, 0) < 2
union all
select {{ lint_row('hygiene_rules', 'known_rules.rule_id', 'rule_id',
    "'has no row, so it is off: add one with enabled=false to say so'", severity='warning'
) }}
from known_rules
left join hygiene_rules on known_rules.rule_id = hygiene_rules.rule_id
where hygiene_rules.rule_id is null
union all
{{ lint_values(
    'hygiene_patterns', clean_text('rule_id') ~ " || '.' || coalesce(" ~ clean_text('value') ~ ", '')",
    required=['rule_id', 'field', 'operator', 'value'],
    words={'operator': ['equals', 'within', 'contains', 'starts_with', 'ends_with']}
) }}
union all
select {{ lint_row('hygiene_patterns', 'hygiene_patterns.row_id', 'rule_id',
    "'unknown rule `' || hygiene_patterns.rule_id || '`, or one that takes no patterns'"
) }}
from hygiene_patterns
left join known_rules on hygiene_patterns.rule_id = known_rules.rule_id
where known_rules.rule_id is null
    or known_rules.rule_id in ('free_mail', 'quick_clicks', 'quick_opens', 'many_links')
    or known_rules.effects = '|fill|'
union all
select {{ lint_row('hygiene_patterns', 'hygiene_patterns.row_id', 'field',
    "'is `' || hygiene_patterns.field || '`: a rule about activities reads activity.user_agent or activity.network'"
) }}
from hygiene_patterns
inner join known_rules on hygiene_patterns.rule_id = known_rules.rule_id
where known_rules.effects = '|bot|'
    and hygiene_patterns.field not in ('activity.user_agent', 'activity.network')
union all
select {{ lint_row('hygiene_patterns', 'hygiene_patterns.row_id', 'field',
    "'unknown field `' || hygiene_patterns.field || '`: the contacts have no such column'"
) }}
from hygiene_patterns
inner join known_rules on hygiene_patterns.rule_id = known_rules.rule_id
left join {{ ref('lead_scoring', 'input_fields') }} as input_fields on hygiene_patterns.field = input_fields.field
where known_rules.effects = '|mark|exclude|'
    and hygiene_patterns.field <> 'contact.email_name'
    and (input_fields.field is null or hygiene_patterns.field not like 'contact.%')
union all
{{ lint_values('title_patterns', clean_text('pattern'), required=['pattern'], integers=['priority']) }}
union all
select {{ lint_row('title_patterns', clean_text('pattern'), 'seniority', "'says nothing: fill seniority or job_function'") }}
from {{ lead_scoring.policy_relation('title_patterns') }} as title_patterns
where {{ clean_text('seniority') }} is null
    and {{ clean_text('job_function') }} is null
union all
{{ lint_values('country_names', clean_text('spelling'), required=['spelling', 'country']) }}
union all
select {{ lint_row('country_names', policy_word('spelling'), 'country', "'has two names: ' || min(" ~ clean_text('country') ~ ") || ' and ' || max(" ~ clean_text('country') ~ ")") }}
from {{ lead_scoring.policy_relation('country_names') }} as country_names
group by {{ policy_word('spelling') }}
having count(distinct {{ clean_text('country') }}) > 1
