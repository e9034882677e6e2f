{#- The hygiene rules that there are, by the effects they may have (docs/data_hygiene.md). -#}
{% macro hygiene_rule_effects() -%}
    {{ return({
        'bot_agents': ['bot'],
        'data_centres': ['bot'],
        'privacy_opens': ['bot'],
        'quick_clicks': ['bot'],
        'quick_opens': ['bot'],
        'many_links': ['bot'],
        'internal': ['mark', 'exclude'],
        'competitors': ['mark', 'exclude'],
        'free_mail': ['mark', 'exclude'],
        'disposable': ['mark', 'exclude'],
        'role_addresses': ['mark', 'exclude'],
        'test_records': ['mark', 'exclude'],
        'seniority_from_title': ['fill'],
        'job_function_from_title': ['fill'],
    }) }}
{%- endmacro %}

{#- The field of a contact that says whether a hygiene rule found it. `is_free_mail` is older than the rules. -#}
{% macro hygiene_marks() -%}
    {{ return({
        'internal': 'is_internal',
        'competitors': 'is_competitor',
        'disposable': 'is_disposable',
        'role_addresses': 'is_role_address',
        'test_records': 'is_test',
    }) }}
{%- endmacro %}

{#- Whether a text meets a row of `policy_hygiene_patterns`. Literal text: `%` and `_` mean themselves. -#}
{% macro meets_hygiene_pattern(text, patterns) -%}
    case {{ patterns }}.operator
        when 'equals' then {{ text }} = {{ patterns }}.value_text
        when 'within'
            then right({{ text }}, length({{ patterns }}.value_text) + 1)
                in ({{ patterns }}.value_text, '.' || {{ patterns }}.value_text)
        when 'contains' then {{ dbt.position(patterns ~ '.value_text', text) }} > 0
        when 'starts_with' then left({{ text }}, length({{ patterns }}.value_text)) = {{ patterns }}.value_text
        when 'ends_with' then right({{ text }}, length({{ patterns }}.value_text)) = {{ patterns }}.value_text
        else false
    end
{%- endmacro %}
