{#- A value inside optional bounds, as numeric(28, 6); where the bounds cross, the lower one holds. -#}
{% macro clamp(value, lower_bound, upper_bound) -%}
    cast(
        greatest(
            least({{ value }}, coalesce({{ upper_bound }}, {{ value }})),
            coalesce({{ lower_bound }}, least({{ value }}, coalesce({{ upper_bound }}, {{ value }})))
        ) as numeric(28, 6)
    )
{%- endmacro %}
