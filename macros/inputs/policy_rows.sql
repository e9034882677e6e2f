{#- What a row of a policy table is known by inside its model: rows of two versions with the same key are compared. -#}
{% macro policy_keys() -%}
    {{ return({
        'scoring_models': [],
        'dimensions': ['dimension'],
        'scoring_rules': ['rule_id', 'valid_from'],
        'rule_conditions': ['owner_type', 'owner_id', 'alternative', 'field', 'operator'],
        'score_caps': ['cap_id', 'valid_from'],
        'score_bands': ['dimension', 'band', 'valid_from'],
        'grade_matrix': ['row_band', 'column_band'],
        'mql_policies': ['mql_policy_id'],
        'company_rules': ['rule_id', 'valid_from'],
        'company_rollups': [],
        'metrics': ['metric_id'],
        'decay_profiles': ['decay_id'],
        'hygiene_rules': ['rule_id'],
        'hygiene_patterns': ['rule_id', 'field', 'operator', 'value'],
        'title_patterns': ['pattern', 'seniority', 'job_function'],
        'country_names': ['spelling'],
    }) }}
{%- endmacro %}

{#- The key of a row as one text; the model's own rows are known by the model. -#}
{% macro policy_row_key(table) -%}
    {%- set keys = lead_scoring.policy_keys()[table] or ['model_id'] -%}
    {%- set parts = ["coalesce(" ~ lead_scoring.clean_text(keys[0]) ~ ", '')"] -%}
    {%- for key in keys[1:] -%}
        {%- do parts.append("coalesce('.' || " ~ lead_scoring.clean_text(key) ~ ", '')") -%}
    {%- endfor -%}
    {{ return(parts | join(" || ")) }}
{%- endmacro %}

{#- The cells of a row as columns cell_1, cell_2, …, each `column=value` and null where blank; as many for every table. -#}
{% macro policy_cell_columns(table) -%}
    {%- set cells = [] -%}
    {%- for column in lead_scoring.policy_columns()[table] if column not in ('model_id', 'resend_points', 'note') -%}
        {%- do cells.append("'" ~ column ~ "=' || " ~ lead_scoring.clean_text(column)) -%}
    {%- endfor -%}
    {%- for number in range(cells | length, lead_scoring.most_policy_cells()) -%}
        {%- do cells.append("cast(null as " ~ dbt.type_string() ~ ")") -%}
    {%- endfor -%}
    {%- for cell in cells %}
        {{ cell }} as cell_{{ loop.index }}{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- One row per cell of such a row, as `rows_per_row` takes them. -#}
{% macro policy_cell_rows() -%}
    {%- set rows = [] -%}
    {%- for number in range(1, lead_scoring.most_policy_cells() + 1) -%}
        {%- do rows.append(['model_id', 'policy_table', 'row_key', 'row_no', number, 'cell_' ~ number]) -%}
    {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}

{% macro most_policy_cells() -%}
    {%- set counts = [] -%}
    {%- for columns in lead_scoring.policy_columns().values() -%}
        {%- do counts.append(columns | length) -%}
    {%- endfor -%}
    {{ return(counts | max) }}
{%- endmacro %}
