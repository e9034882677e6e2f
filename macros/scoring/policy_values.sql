{#- Reading the text of policy seeds. A value that cannot be read becomes null here and a row of policy_lint there. -#}

{#- A plain decimal with at most 8 digits before and 4 after the point. -#}
{% macro policy_number(column) -%}
    cast(
        case when {{ lead_scoring.is_policy_number(column) }} then {{ lead_scoring.parse_decimal(lead_scoring.clean_text(column), 12, 4) }} end
        as numeric(12, 4)
    )
{%- endmacro %}

{% macro is_policy_number(column) -%}
    {{ lead_scoring.regexp_search(lead_scoring.clean_text(column), "'^[+-]?0*([0-9]{1,8}([.][0-9]{0,4})?|[.][0-9]{1,4})$'") }}
{%- endmacro %}

{#- A whole number from 0 to 999999999. -#}
{% macro policy_integer(column) -%}
    case when {{ lead_scoring.is_policy_integer(column) }} then cast({{ lead_scoring.parse_decimal(lead_scoring.clean_text(column), 12, 0) }} as integer) end
{%- endmacro %}

{% macro is_policy_integer(column) -%}
    {{ lead_scoring.regexp_search(lead_scoring.clean_text(column), "'^[+]?0*[0-9]{1,9}$'") }}
{%- endmacro %}

{#- First and last day bounds: blank is the beginning or the end of time. -#}
{% macro policy_valid_from(column) -%}
    coalesce({{ lead_scoring.date_value(lead_scoring.clean_text(column)) }}, cast('0001-01-01' as date))
{%- endmacro %}

{% macro policy_valid_to(column) -%}
    coalesce({{ lead_scoring.date_value(lead_scoring.clean_text(column)) }}, cast('9999-12-31' as date))
{%- endmacro %}

{% macro policy_switch(column) -%}
    (coalesce(lower({{ lead_scoring.clean_text(column) }}), 'false') = 'true')
{%- endmacro %}

{#- Names that ignore case: kinds, operators, fields. -#}
{% macro policy_word(column) -%}
    {{ lead_scoring.lower_text(lead_scoring.clean_text(column)) }}
{%- endmacro %}
