{#- Where inputs and policy tables are read from: the only macros that change which relation a model reads. -#}

{#- True in a clone of this project without inputs of its own; never when installed as a package. -#}
{% macro uses_demo_inputs() -%}
    {{ return(
        project_name == 'lead_scoring'
        and not var('lead_scoring_inputs')
        and not var('lead_scoring_sources')
        and not env_var('LEAD_SCORING_INPUTS', '')
    ) }}
{%- endmacro %}

{#- One input table: the relation or model named in `lead_scoring_inputs`, else what the sources of `lead_scoring_sources` give, else a
    file of the folder LEAD_SCORING_INPUTS, else the demo. Inputs that are not given count as empty. -#}
{% macro input_relation(name) -%}
    {%- set inputs = var('lead_scoring_inputs') -%}
    {%- set columns = lead_scoring.input_columns()[name] -%}
    {%- if inputs.get(name) -%}
        {{ return(lead_scoring.with_columns(lead_scoring.named_relation(inputs[name]), columns)) }}
    {%- elif lead_scoring.sources_of(name) -%}
        {{ return(lead_scoring.with_columns(ref('lead_scoring', 'source_' ~ name), columns)) }}
    {%- elif not inputs and not lead_scoring.sources_on() and env_var('LEAD_SCORING_INPUTS', '') -%}
        {{ return(lead_scoring.folder_table(env_var('LEAD_SCORING_INPUTS'), name, columns)) }}
    {%- elif lead_scoring.uses_demo_inputs() -%}
        {{ return(lead_scoring.with_columns(ref('lead_scoring', 'demo_' ~ name), columns)) }}
    {%- endif -%}
    {#- With no input at all, check_inputs() stops the run with a message before any model is built. -#}
    {{ return(lead_scoring.with_columns(lead_scoring.empty_table(columns), columns)) }}
{%- endmacro %}

{#- One policy table: the relation or model named in `lead_scoring_policy`, else a file of the folder
    LEAD_SCORING_POLICY, which replaces the whole policy (but for the list of free-mail domains, which is no policy of anyone's
    own, and those of hygiene), else the seed of that name. -#}
{% macro policy_relation(name) -%}
    {%- set policy = var('lead_scoring_policy') -%}
    {%- set seed = ref('lead_scoring', name) -%}
    {%- if policy.get(name) -%}
        {{ return(lead_scoring.with_columns(
            lead_scoring.named_relation(policy[name]), lead_scoring.policy_columns()[name]
        )) }}
    {%- elif env_var('LEAD_SCORING_POLICY', '')
        and not (name in lead_scoring.shared_lists() and execute and not lead_scoring.folder_file(env_var('LEAD_SCORING_POLICY'), name)) -%}
        {{ return(lead_scoring.folder_table(env_var('LEAD_SCORING_POLICY'), name, lead_scoring.policy_columns()[name])) }}
    {%- endif -%}
    {{ return(seed) }}
{%- endmacro %}

{#- Policy tables that stay ours when a folder of policy has no such file. -#}
{% macro shared_lists() -%}
    {{ return(['free_mail_domains', 'hygiene_rules', 'hygiene_patterns', 'title_patterns', 'country_names']) }}
{%- endmacro %}

{#- A plain name is a model or seed of the user's project, a list of two is one of another package, both built first through ref();
    a dotted name is a relation as it stands. The package is always said: this one may have a model of the same name. -#}
{% macro named_relation(name) -%}
    {%- if name is not string -%}
        {{ return(ref(name[0], name[1])) }}
    {%- elif '.' in name -%}
        {{ return(name) }}
    {%- endif -%}
    {{ return(ref(project_name, name)) }}
{%- endmacro %}

{% macro empty_table(columns) -%}
    {%- set nulls = [] -%}
    {%- for column in columns -%}
        {%- do nulls.append('cast(null as ' ~ dbt.type_string() ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{ return('(select ' ~ nulls | join(', ') ~ ' from (select 1 as one) as nothing where 1 = 0)') }}
{%- endmacro %}

{#- The columns each input is read by; contacts and companies may have any further ones. -#}
{% macro input_columns() -%}
    {{ return({
        'activities': [
            'activity_id', 'contact_id', 'occurred_at', 'loaded_at', 'activity_type', 'channel', 'asset', 'campaign',
            'value', 'source_system', 'is_bot', 'is_deleted', 'user_agent', 'network'
        ],
        'contacts': [
            'contact_id', 'email', 'company_id', 'created_at', 'lead_source', 'job_title', 'seniority', 'job_function',
            'country', 'is_deleted'
        ],
        'companies': [
            'company_id', 'name', 'domain', 'industry', 'employee_count', 'annual_revenue', 'country', 'business_model'
        ],
        'outcomes': ['outcome_id', 'contact_id', 'outcome_type', 'occurred_at', 'amount', 'reason'],
        'contact_merges': ['from_contact_id', 'into_contact_id', 'merged_at'],
        'attribute_history': ['entity', 'id', 'field', 'value', 'valid_from'],
        'erasures': ['contact_id', 'email', 'requested_at'],
        'crm_records': ['crm_object', 'record_id', 'id', 'owner_id', 'is_converted'],
    }) }}
{%- endmacro %}

{#- The columns of each policy table (docs/policy_reference.md). -#}
{% macro policy_columns() -%}
    {{ return({
        'scoring_models': [
            'model_id', 'name', 'status', 'min_score', 'max_score', 'exit_score', 'dwell_days', 'cooldown_days',
            'recycle_days', 'sla_days', 'resend_points', 'valid_from', 'valid_to', 'note'
        ],
        'dimensions': ['model_id', 'dimension', 'label', 'weight', 'min_score', 'max_score', 'note'],
        'scoring_rules': [
            'model_id', 'rule_id', 'valid_from', 'valid_to', 'dimension', 'kind', 'effect', 'points', 'label', 'cap_group',
            'max_points', 'burst_count', 'burst_days', 'max_per_day', 'cooldown_days', 'max_awards', 'window_days',
            'decay_id', 'count_of', 'min_count', 'max_count', 'period_days', 'keeps', 'note'
        ],
        'rule_conditions': [
            'model_id', 'owner_type', 'owner_id', 'alternative', 'field', 'operator', 'value', 'note'
        ],
        'metrics': ['metric_id', 'measure', 'window_days', 'base_metric_id', 'note'],
        'score_caps': [
            'model_id', 'cap_id', 'scope', 'dimension', 'cap_group', 'best_of', 'min_score', 'max_score', 'valid_from',
            'valid_to', 'note'
        ],
        'decay_profiles': ['decay_id', 'shape', 'days', 'rate', 'step_days', 'basis', 'note'],
        'score_bands': [
            'model_id', 'dimension', 'band', 'min_score', 'label', 'next_action', 'valid_from', 'valid_to', 'note'
        ],
        'grade_matrix': [
            'model_id', 'row_dimension', 'row_band', 'column_dimension', 'column_band', 'grade', 'label', 'next_action',
            'note'
        ],
        'mql_policies': ['model_id', 'mql_policy_id', 'min_score', 'grades', 'min_dimension_scores', 'note'],
        'goals': ['model_id', 'goal_id', 'stage', 'period', 'target', 'valid_from', 'valid_to', 'note'],
        'company_rules': ['model_id', 'rule_id', 'points', 'label', 'valid_from', 'valid_to', 'note'],
        'company_rollups': [
            'model_id', 'method', 'top_n', 'ratio', 'min_contact_score', 'min_score', 'max_score', 'engaged_days',
            'committee_field', 'committee_roles', 'mqa_enter_score', 'mqa_exit_score', 'min_engaged', 'min_coverage',
            'note'
        ],
        'free_mail_domains': ['domain', 'note'],
        'hygiene_rules': [
            'rule_id', 'enabled', 'effect', 'activity_types', 'after_types', 'seconds', 'min_count', 'note'
        ],
        'hygiene_patterns': ['rule_id', 'field', 'operator', 'value', 'note'],
        'title_patterns': ['language', 'pattern', 'seniority', 'job_function', 'priority', 'note'],
        'country_names': ['spelling', 'country', 'note'],
    }) }}
{%- endmacro %}

{#- The fields of an activity that rules can read. -#}
{% macro activity_fields() -%}
    {{ return(['activity_type', 'channel', 'asset', 'campaign', 'source_system', 'value']) }}
{%- endmacro %}

{#- Fields that are worked out from the inputs as they are now: they have no history of their own. -#}
{% macro derived_fields() -%}
    {%- set fields = [
        'contact.email_domain', 'contact.is_free_mail', 'contact.country_name', 'company.country_name',
        'company.employees_from', 'company.revenue_from', 'contact.draw'
    ] -%}
    {%- for mark in lead_scoring.hygiene_marks().values() -%}
        {%- do fields.append('contact.' ~ mark) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}

{#- Fields that every installation has, whatever its inputs. -#}
{% macro known_fields() -%}
    {%- set fields = lead_scoring.derived_fields() | list -%}
    {%- for column in lead_scoring.input_columns()['contacts'] -%}
        {%- do fields.append('contact.' ~ column) -%}
    {%- endfor -%}
    {%- for column in lead_scoring.input_columns()['companies'] -%}
        {%- do fields.append('company.' ~ column) -%}
    {%- endfor -%}
    {%- for column in lead_scoring.activity_fields() -%}
        {%- do fields.append('activity.' ~ column) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}
