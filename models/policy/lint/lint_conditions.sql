-- One row per problem of rule_conditions.
-- Part of policy_lint.

with policy_conditions as (

    select
        *,
        coalesce(model_id || '.', '') || coalesce(owner_type, '') || '.' || coalesce(owner_id, '') as row_id,
        {{ nth_part('field', '.', '1') }} as entity
    from {{ ref('lead_scoring', 'policy_conditions') }}

),

owners as (

    {# Versions of several kinds share their conditions: those of an attribute rule may ask for least. -#}
    select
        'rule' as owner_type,
        model_id,
        rule_id as owner_id,
        coalesce(max(case when kind = 'attribute' then kind end), min(kind)) as kind
    from {{ ref('lead_scoring', 'policy_rules') }}
    group by model_id, rule_id
    union all
    select distinct 'company_rule' as owner_type, model_id, rule_id as owner_id, cast(null as {{ dbt.type_string() }}) as kind
    from {{ ref('lead_scoring', 'policy_company_rules') }}
    union all
    select distinct 'cap' as owner_type, model_id, cap_id as owner_id, cast(null as {{ dbt.type_string() }}) as kind
    from {{ ref('lead_scoring', 'policy_caps') }}
    where cap_id is not null
    union all
    select distinct 'audience' as owner_type, model_id, model_id as owner_id, cast(null as {{ dbt.type_string() }}) as kind
    from {{ ref('lead_scoring', 'policy_models') }}
    union all
    select distinct 'metric' as owner_type, '' as model_id, metric_id as owner_id, cast(null as {{ dbt.type_string() }}) as kind
    from {{ ref('lead_scoring', 'policy_metrics') }}

),

input_fields as (

    select * from {{ ref('lead_scoring', 'input_fields') }}

),

{# A left join wants an equality on BigQuery. -#}
known_fields as (

    select field from input_fields
    union all
    select field || '.age_days' as field
    from input_fields
    where field like 'contact.%' or field like 'company.%'

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

),

{# Further columns can only be checked once the input has a row. -#}
filled_inputs as (

    select 'contact' as entity from {{ ref('lead_scoring', 'stg_contacts') }}
    union distinct
    select 'company' as entity from {{ ref('lead_scoring', 'stg_companies') }}
    union distinct
    select 'activity' as entity
    union distinct
    select 'metric' as entity

),

{# A condition that stands twice is asked once. -#}
list_pieces as (

    select distinct
        list_positions.position,
        policy_conditions.row_id,
        policy_conditions.alternative,
        policy_conditions.field,
        policy_conditions.value_text,
        {{ clean_text(nth_part('policy_conditions.value_text', '|', 'list_positions.position')) }} as piece
    from policy_conditions
    inner join {{ ref('lead_scoring', 'list_positions') }} as list_positions
        on list_positions.position
        <= 1 + length(policy_conditions.value_text) - length(replace(policy_conditions.value_text, '|', ''))
    where policy_conditions.operator = 'between'

)

{{ lint_values(
    'rule_conditions', condition_row_id(), required=['owner_type', 'owner_id', 'field', 'operator'],
    words={
        'owner_type': ['rule', 'company_rule', 'audience', 'metric', 'cap'],
        'operator': [
            'equals', 'not_equals', 'in', 'not_in', 'contains', 'not_contains', 'starts_with', 'ends_with', 'matches', 'gt',
            'gte', 'lt', 'lte', 'between', 'is_set', 'is_not_set'
        ]
    }
) }}
union all
select {{ lint_row('rule_conditions', 'policy_conditions.row_id', 'owner_id',
    "'unknown owner: there is no ' || policy_conditions.owner_type || ' `' || policy_conditions.owner_id || '`' || coalesce(' in model ' || policy_conditions.model_id, '')"
) }}
from policy_conditions
left join owners
    on policy_conditions.owner_type = owners.owner_type
    and coalesce(policy_conditions.model_id, '') = owners.model_id
    and policy_conditions.owner_id = owners.owner_id
where owners.owner_id is null
    and policy_conditions.owner_type in ('rule', 'company_rule', 'audience', 'metric', 'cap')
union all
{# A draft that is not scored may ask for columns that are still to come. -#}
select
    'error' as severity,
    'rule_conditions' as policy_table,
    policy_conditions.row_id,
    'field' as column_name,
    'unknown field `' || policy_conditions.field || '`: '
    || case
        when policy_conditions.entity in ('contact', 'company', 'activity') then 'the input has no such column'
        when policy_conditions.entity = 'metric' then 'there is no such metric'
        else 'it must start with contact., company., activity. or metric.'
    end as problem
from policy_conditions
left join policy_models on policy_conditions.model_id = policy_models.model_id
left join known_fields on policy_conditions.field = known_fields.field
left join filled_inputs on policy_conditions.entity = filled_inputs.entity
where policy_conditions.field is not null
    and known_fields.field is null
    and (
        policy_conditions.entity not in ('contact', 'company')
        or (filled_inputs.entity is not null and policy_models.is_scored)
    )
union all
select {{ lint_row('rule_conditions', 'policy_conditions.row_id', 'field',
    "'`' || policy_conditions.field || '` cannot be used here: ' || case policy_conditions.owner_type when 'metric' then 'a metric looks at activity. fields' when 'company_rule' then 'a company rule looks at company. fields' else 'only contact., company. and metric. fields' end"
) }}
from policy_conditions
left join owners
    on policy_conditions.owner_type = owners.owner_type
    and coalesce(policy_conditions.model_id, '') = owners.model_id
    and policy_conditions.owner_id = owners.owner_id
where case
    when policy_conditions.owner_type = 'metric' then policy_conditions.entity <> 'activity'
    when policy_conditions.owner_type = 'company_rule' then policy_conditions.entity <> 'company'
    when policy_conditions.owner_type in ('audience', 'cap') or owners.kind = 'attribute'
        then policy_conditions.entity = 'activity'
    else false
end
union all
select {{ lint_row('rule_conditions', 'row_id', 'value',
    "case when value_text is null then 'is missing: ' || operator || ' needs something to compare with' else 'must be blank for ' || operator end"
) }}
from policy_conditions
where (value_text is null and operator not in ('is_set', 'is_not_set'))
    or (value_text is not null and operator in ('is_set', 'is_not_set'))
union all
select {{ lint_row('rule_conditions', 'row_id', 'value', "operator || ' needs a number or a day as YYYY-MM-DD, not `' || value || '`'") }}
from policy_conditions
where operator in ('gt', 'gte', 'lt', 'lte')
    and {{ number_value('value_text') }} is null
    and {{ date_value('value_text') }} is null
union all
select {{ lint_row('rule_conditions', 'min(list_pieces.row_id)', 'value',
    "'between needs `low|high`, both numbers or both days as YYYY-MM-DD'"
) }}
from list_pieces
group by list_pieces.row_id, list_pieces.alternative, list_pieces.field, list_pieces.value_text
having count(list_pieces.piece) <> 2
    or (count({{ number_value('list_pieces.piece') }}) <> 2 and count({{ date_value('list_pieces.piece') }}) <> 2)
union all
select {{ lint_row('rule_conditions', 'row_id', 'value', "operator || ' has a list of more than 1,000 pieces: split it into alternatives'") }}
from policy_conditions
where operator in ('in', 'not_in', 'between')
    and length(value_text) - length(replace(value_text, '|', '')) >= 1000
union all
select {{ lint_row('rule_conditions', 'row_id', 'value', "operator || ' has an empty list'") }}
from policy_conditions
where operator in ('in', 'not_in')
    and replace(replace(value_text, '|', ''), ' ', '') = ''
union all
select {{ lint_row('rule_conditions', 'row_id', 'value',
    "'looks like a fraction or range that a spreadsheet turned into a date: `' || value || '`'", severity='warning'
) }}
from policy_conditions
where {{ regexp_search('value_text', "'^([0-9]{1,2}[-. ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-. ][0-9]{1,2})$'") }}
union all
select {{ lint_row('rule_conditions', 'row_id', 'value',
    "'malformed expression: ' || problem || ' in `' || value || '`'"
) }}
from ({{ malformed_patterns('policy_conditions') }}) as malformed
{% if not knows_rule_patterns() %}
union all
select {{ lint_row('rule_conditions', 'row_id', 'operator',
    "'matches does not work on this engine: say `' || value || '` with contains, starts_with, ends_with or in'"
) }}
from policy_conditions
where operator = 'matches'
{% endif %}
