-- One row per scoring model: a hash over every policy row that can change its scores.
-- The same policy has the same version on every engine; notes, the order of rows and other models do not matter.

{% set model_tables = [
    'scoring_models', 'dimensions', 'scoring_rules', 'rule_conditions', 'score_caps', 'score_bands', 'grade_matrix',
    'mql_policies', 'company_rules', 'company_rollups'
] %}

with model_rows as (

    {% for table in model_tables %}
    select
        {{ clean_text('model_id') }} as model_id,
        {{ dbt.hash(policy_row_text(table)) }} as row_hash
    from {{ lead_scoring.policy_relation(table) }} as policy_table
    where {{ clean_text('model_id') }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

shared_rows as (

    select
        'metric' as kind,
        {{ clean_text('metric_id') }} as shared_id,
        {{ dbt.hash(policy_row_text('metrics')) }} as row_hash
    from {{ lead_scoring.policy_relation('metrics') }} as metrics

    union all

    select
        'metric' as kind,
        {{ clean_text('owner_id') }} as shared_id,
        {{ dbt.hash(policy_row_text('rule_conditions')) }} as row_hash
    from {{ lead_scoring.policy_relation('rule_conditions') }} as rule_conditions
    where {{ policy_word('owner_type') }} = 'metric'

    union all

    select
        'decay' as kind,
        {{ clean_text('decay_id') }} as shared_id,
        {{ dbt.hash(policy_row_text('decay_profiles')) }} as row_hash
    from {{ lead_scoring.policy_relation('decay_profiles') }} as decay_profiles

    union all

    select 'hygiene' as kind, 'all' as shared_id, {{ dbt.hash(policy_row_text('hygiene_rules')) }} as row_hash
    from {{ lead_scoring.policy_relation('hygiene_rules') }} as hygiene_rules

    union all

    select
        'hygiene_pattern' as kind,
        {{ clean_text('rule_id') }} as shared_id,
        {{ dbt.hash(policy_row_text('hygiene_patterns')) }} as row_hash
    from {{ lead_scoring.policy_relation('hygiene_patterns') }} as hygiene_patterns

    {% for table in ('title_patterns', 'country_names') %}
    union all

    select '{{ table }}' as kind, 'all' as shared_id, {{ dbt.hash(policy_row_text(table)) }} as row_hash
    from {{ lead_scoring.policy_relation(table) }} as policy_table
    {% endfor %}
    union all

    select 'free_mail' as kind, 'all' as shared_id, {{ dbt.hash('domain') }} as row_hash
    from {{ ref('lead_scoring', 'policy_free_mail_domains') }}

),

policy_uses as (

    select * from {{ ref('lead_scoring', 'policy_uses') }}

),

policy_rows as (

    select model_id, row_hash from model_rows
    union all
    select policy_uses.model_id, shared_rows.row_hash
    from policy_uses
    inner join shared_rows
        on policy_uses.kind = shared_rows.kind
        and policy_uses.shared_id = shared_rows.shared_id

)

select
    policy_models.model_id,
    substring({{ dbt.hash(join_text('policy_rows.row_hash', '', 'policy_rows.row_hash')) }}, 1, 12) as policy_version
from {{ ref('lead_scoring', 'policy_models') }} as policy_models
inner join policy_rows on policy_models.model_id = policy_rows.model_id
group by policy_models.model_id
