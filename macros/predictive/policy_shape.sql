{#- The columns of a policy table in its order: those given (column -> SQL), all others null. So a learned table can be copied into the
    seed of that name as it stands. -#}
{% macro policy_shape(table, given) -%}
    {%- set text = dbt.type_string() -%}
    {%- for column in lead_scoring.policy_columns()[table] %}
    cast({{ given.get(column, 'null') }} as {{ text }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
