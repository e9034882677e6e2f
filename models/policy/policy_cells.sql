-- One row per model, policy row that can change its scores and column that is filled: the policy as policy_versions hashes it.
-- row_id names the row inside its table; rows that share a key are numbered. Notes are left out.

{% set shared_tables = {
    'metrics': ('metric', 'metric_id'),
    'decay_profiles': ('decay', 'decay_id'),
    'hygiene_rules': ('hygiene', "'all'"),
    'hygiene_patterns': ('hygiene_pattern', 'rule_id'),
    'title_patterns': ('title_patterns', "'all'"),
    'country_names': ('country_names', "'all'")
} %}

with policy_uses as (

    select * from {{ ref('lead_scoring', 'policy_uses') }}

),

free_mail_domains as (

    select domain from {{ ref('lead_scoring', 'policy_free_mail_domains') }}

),

policy_rows as (

    {% for table in policy_keys() %}
    {% set kind, shared_id = shared_tables.get(table, ('model', 'model_id')) %}
    select
        '{{ table }}' as policy_table,
        '{{ kind }}' as kind,
        {{ clean_text(shared_id) }} as shared_id,
        {{ policy_row_key(table) }} as row_key,
        {{ policy_row_text(table) }} as row_text,
        {{ policy_cell_columns(table) }}
    from {{ lead_scoring.policy_relation(table) }} as policy_table
    union all
    {% endfor %}
    select
        'rule_conditions' as policy_table,
        'metric' as kind,
        {{ clean_text('owner_id') }} as shared_id,
        {{ policy_row_key('rule_conditions') }} as row_key,
        {{ policy_row_text('rule_conditions') }} as row_text,
        {{ policy_cell_columns('rule_conditions') }}
    from {{ lead_scoring.policy_relation('rule_conditions') }} as rule_conditions
    where {{ policy_word('owner_type') }} = 'metric'
    union all
    select
        'free_mail_domains' as policy_table,
        'free_mail' as kind,
        'all' as shared_id,
        domain as row_key,
        domain as row_text,
        {{ policy_cell_columns('free_mail_domains') }}
    from free_mail_domains

),

users as (

    select model_id, kind, shared_id from policy_uses
    union all
    select model_id, 'model' as kind, model_id as shared_id from {{ ref('lead_scoring', 'policy_models') }}

),

numbered_rows as (

    select
        policy_rows.*,
        users.model_id,
        row_number() over (
            partition by users.model_id, policy_rows.policy_table, policy_rows.row_key order by policy_rows.row_text
        ) as row_no
    from policy_rows
    inner join users
        on policy_rows.kind = users.kind
        and policy_rows.shared_id = users.shared_id

),

cells as (

    {{ rows_per_row(
        'numbered_rows', ['model_id', 'policy_table', 'row_key', 'row_no', 'column_no', 'cell'], policy_cell_rows()
    ) }}

)

select
    model_id,
    policy_table,
    row_key || case when row_no > 1 then ' (' || cast(row_no as {{ dbt.type_string() }}) || ')' else '' end as row_id,
    column_no,
    {{ nth_part('cell', '=', '1') }} as column_name,
    substring(cell, {{ dbt.position("'='", 'cell') }} + 1) as value
from cells
where cell is not null
