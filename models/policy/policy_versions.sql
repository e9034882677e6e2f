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

    select 'free_mail' as kind, 'all' as shared_id, {{ dbt.hash('domain') }} as row_hash
    from {{ ref('policy_free_mail_domains') }}

),

read_metrics as (

    select policy_conditions.model_id, policy_metrics.metric_id, policy_metrics.base_metric_id
    from {{ ref('policy_conditions') }} as policy_conditions
    inner join {{ ref('policy_metrics') }} as policy_metrics on policy_conditions.field = policy_metrics.field

),

uses as (

    select model_id, 'metric' as kind, metric_id as shared_id from read_metrics
    union
    select model_id, 'metric' as kind, base_metric_id as shared_id from read_metrics
    union
    select model_id, 'decay' as kind, decay_id as shared_id from {{ ref('policy_rules') }}
    union
    select model_id, 'free_mail' as kind, 'all' as shared_id from {{ ref('policy_models') }}

),

policy_rows as (

    select model_id, row_hash from model_rows
    union all
    select uses.model_id, shared_rows.row_hash
    from uses
    inner join shared_rows
        on uses.kind = shared_rows.kind
        and uses.shared_id = shared_rows.shared_id

)

select
    policy_models.model_id,
    substring({{ dbt.hash(join_text('policy_rows.row_hash', '', 'policy_rows.row_hash')) }}, 1, 12) as policy_version
from {{ ref('policy_models') }} as policy_models
inner join policy_rows on policy_models.model_id = policy_rows.model_id
group by policy_models.model_id
