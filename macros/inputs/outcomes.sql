{#- What can happen to a contact, as the input `outcomes` says it. -#}

{% macro outcome_types() -%}
    {{ return(['sales_accepted', 'sales_rejected', 'opportunity', 'won', 'lost']) }}
{%- endmacro %}

{#- Before a build: stops where a var asks for outcomes that there cannot be. Misspelt, they would look like outcomes that never came. -#}
{% macro check_outcomes(given, where) -%}
    {%- set outcomes = [given] if given is string else given -%}
    {%- if outcomes is mapping or outcomes is not iterable or not outcomes | list -%}
        {{ exceptions.raise_compiler_error(
            "`outcomes` of the var `" ~ where ~ "` must be a list such as [opportunity, won], not `" ~ given ~ "`."
        ) }}
    {%- endif -%}
    {%- for outcome in outcomes if outcome not in lead_scoring.outcome_types() -%}
        {{ exceptions.raise_compiler_error(
            "`outcomes` of the var `" ~ where ~ "` has `" ~ outcome ~ "`, which is no outcome. There are: "
            ~ lead_scoring.outcome_types() | join(', ') ~ "."
        ) }}
    {%- endfor -%}
{%- endmacro %}
