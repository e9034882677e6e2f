-- One row per model and thing of a shared policy table that it uses: a metric, a decay profile, the list of free-mail domains, the
-- hygiene rules, and the patterns and spellings of those that touch it.
-- Rows of shared tables belong to the policy of the models that use them.

with read_metrics as (

    select policy_conditions.model_id, policy_metrics.metric_id, policy_metrics.base_metric_id
    from {{ ref('lead_scoring', 'policy_conditions') }} as policy_conditions
    inner join {{ ref('lead_scoring', 'policy_metrics') }} as policy_metrics
        on policy_conditions.field = policy_metrics.field

),

{# Marks that no rule reads change nothing. -#}
hygiene_marks as (

    {% for rule_id, mark in hygiene_marks().items() %}
    select '{{ rule_id }}' as rule_id, 'contact.{{ mark }}' as field
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

used_hygiene as (

    select policy_models.model_id, policy_hygiene_rules.rule_id
    from {{ ref('lead_scoring', 'policy_hygiene_rules') }} as policy_hygiene_rules
    cross join {{ ref('lead_scoring', 'policy_models') }} as policy_models
    where policy_hygiene_rules.effect in ('bot', 'exclude')

    union distinct

    select policy_conditions.model_id, policy_hygiene_rules.rule_id
    from {{ ref('lead_scoring', 'policy_hygiene_rules') }} as policy_hygiene_rules
    inner join hygiene_marks on policy_hygiene_rules.rule_id = hygiene_marks.rule_id
    inner join {{ ref('lead_scoring', 'policy_conditions') }} as policy_conditions
        on hygiene_marks.field = policy_conditions.field

),

filled_fields as (

    select
        rule_id,
        case rule_id
            when 'seniority_from_title' then 'contact.seniority'
            when 'job_function_from_title' then 'contact.job_function'
        end as field
    from {{ ref('lead_scoring', 'policy_hygiene_rules') }}
    where effect = 'fill'

),

contact_fields as (

    select model_id, field from {{ ref('lead_scoring', 'policy_conditions') }}
    union distinct
    select model_id, committee_field as field from {{ ref('lead_scoring', 'policy_company_rollups') }}

)

select model_id, 'metric' as kind, metric_id as shared_id from read_metrics
union distinct
select model_id, 'metric' as kind, base_metric_id as shared_id from read_metrics
union distinct
select model_id, 'decay' as kind, decay_id as shared_id from {{ ref('lead_scoring', 'policy_rules') }}
union distinct
select model_id, 'free_mail' as kind, 'all' as shared_id from {{ ref('lead_scoring', 'policy_models') }}
union distinct
select model_id, 'hygiene' as kind, 'all' as shared_id from {{ ref('lead_scoring', 'policy_models') }}
union distinct
select model_id, 'hygiene_pattern' as kind, rule_id as shared_id from used_hygiene
union distinct
select contact_fields.model_id, 'title_patterns' as kind, 'all' as shared_id
from contact_fields
inner join filled_fields on contact_fields.field = filled_fields.field
union distinct
select model_id, 'country_names' as kind, 'all' as shared_id
from contact_fields
where field in ('contact.country_name', 'company.country_name')
