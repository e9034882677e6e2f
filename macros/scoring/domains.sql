{#- A web address or domain in lower case as a bare domain: without scheme, path, port and leading www. -#}
{% macro domain_name(expression) -%}
    {%- set rest = lead_scoring.regexp_replace_all(expression, '^([a-z]+:)?//', '') -%}
    nullif(
        {{ lead_scoring.regexp_replace_all(
            lead_scoring.nth_part(lead_scoring.nth_part(lead_scoring.nth_part(lead_scoring.nth_part(rest, '/', 1), ':', 1), '?', 1), '#', 1), '^www[.]', ''
        ) }},
        ''
    )
{%- endmacro %}

{#- The part of an e-mail address before its last @; null without one. -#}
{% macro email_name(expression) -%}
    case
        when {{ expression }} like '%@%'
            then nullif({{ lead_scoring.regexp_replace_all(expression, '@[^@]*$', '') }}, '')
    end
{%- endmacro %}

{#- The part of an e-mail address after its last @; null without one. -#}
{% macro email_domain(expression) -%}
    case
        when {{ expression }} like '%@%'
            then nullif({{ lead_scoring.regexp_replace_all(expression, '[^@]*@', '') }}, '')
    end
{%- endmacro %}
