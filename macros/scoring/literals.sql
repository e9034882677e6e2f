{#- A list of texts from a var as SQL literals, for `in (…)`; never empty. -#}
{% macro text_literals(texts) -%}
    {%- set literals = ["''"] -%}
    {%- for text in texts -%}
        {%- do literals.append(lead_scoring.text_literal(text)) -%}
    {%- endfor -%}
    {{ return(literals | join(', ')) }}
{%- endmacro %}

{#- The content of a policy row as one text, without what changes no score: what policy_versions hashes. -#}
{% macro policy_row_text(table) -%}
    {%- set parts = ["'" ~ table ~ "'"] -%}
    {%- for column in lead_scoring.policy_columns()[table] if column not in ('resend_points', 'note') -%}
        {%- do parts.append("coalesce(" ~ lead_scoring.clean_text(column) ~ ", '')") -%}
    {%- endfor -%}
    {{ return(parts | join(" || '|' || ")) }}
{%- endmacro %}

{#- One text key over several columns. Each value carries its length, so that no two rows share a key by where a value ends. -#}
{% macro row_hash(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- set text = 'cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')' -%}
        {%- do parts.append("coalesce(cast(length(" ~ text ~ ") as " ~ dbt.type_string() ~ ") || ':' || " ~ text ~ ", '-')") -%}
    {%- endfor -%}
    {{ return(dbt.hash(parts | join(" || "))) }}
{%- endmacro %}
