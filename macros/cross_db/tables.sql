{#- What an engine wants done with a table once it is built; nothing for most. -#}

{% macro after_building_a_table() -%}
    {{ return(adapter.dispatch('after_building_a_table', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__after_building_a_table() -%}
{%- endmacro %}

{#- A new table has no statistics, and Postgres plans the next join for a handful of rows: a build took twice as long. -#}
{% macro postgres__after_building_a_table() -%}
    {%- if model.config.materialized in ('table', 'incremental') -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}

{#- Redshift analyses new tables itself. -#}
{% macro redshift__after_building_a_table() -%}
{%- endmacro %}


{#- The name of a recursive CTE; some want its columns beside it, others refuse them. -#}
{% macro recursive_cte(name, columns) -%}
    {{ return(adapter.dispatch('recursive_cte', 'lead_scoring')(name, columns)) }}
{%- endmacro %}

{% macro default__recursive_cte(name, columns) -%}
    {{ name }}
{%- endmacro %}

{% macro redshift__recursive_cte(name, columns) -%}
    {{ name }} ({{ columns | join(', ') }})
{%- endmacro %}


{#- How the large tables lie on disk: by the day that a build reads from, and by who the rows are about. Nothing for engines that
    need no hint. `config(**table_layout(…))` -#}
{% macro table_layout(day, keys) -%}
    {{ return(adapter.dispatch('table_layout', 'lead_scoring')(day, keys)) }}
{%- endmacro %}

{% macro default__table_layout(day, keys) -%}
    {{ return({}) }}
{%- endmacro %}
