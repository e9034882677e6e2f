{#- Ours, and not what the package means by it. -#}
{% macro clean_text(column) -%}
    upper({{ column }})
{%- endmacro %}
