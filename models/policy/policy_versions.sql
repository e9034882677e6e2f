-- One row per scoring model: a hash over every policy row that can change its scores.
-- The same policy has the same version on every engine; a note or the order of rows does not matter.

{% set tables = [
    'scoring_models', 'dimensions', 'scoring_rules', 'rule_conditions', 'score_caps', 'score_bands', 'grade_matrix',
    'mql_policies', 'company_rules', 'company_rollups'
] %}
{% set shared_tables = ['metrics', 'decay_profiles', 'free_mail_domains'] %}

with policy_rows as (
{% for table in tables + shared_tables %}
    select
        {% if table in shared_tables %}''{% else %}coalesce({{ clean_text('model_id') }}, ''){% endif %} as model_id,
        {{ dbt.hash(policy_row_text(table)) }} as row_hash
    from {{ lead_scoring.policy_relation(table) }} as policy_table
    {% if not loop.last %}union all{% endif %}
{% endfor %}
),

policy_models as (

    select model_id from {{ ref('policy_models') }}

)

select
    policy_models.model_id,
    substring({{ dbt.hash(join_text('policy_rows.row_hash', '', 'policy_rows.row_hash')) }}, 1, 12) as policy_version
from policy_models
inner join policy_rows
    on policy_rows.model_id in (policy_models.model_id, '')
group by policy_models.model_id
