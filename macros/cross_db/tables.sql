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
