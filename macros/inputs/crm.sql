{#- Which record of a CRM a contact or company is. -#}

{#- The kinds of records that exports write to (docs/reverse_etl.md). -#}
{% macro crm_objects() -%}
    {{ return(['hubspot_contact', 'hubspot_company', 'salesforce_lead', 'salesforce_contact', 'salesforce_account']) }}
{%- endmacro %}

{#- Those that are people; the others are companies. -#}
{% macro names_a_contact(crm_object) -%}
    coalesce({{ lead_scoring.policy_word(crm_object) }} in ('hubspot_contact', 'salesforce_lead', 'salesforce_contact'), false)
{%- endmacro %}

{#- An id as the CRM has it. Ids that came as floating-point numbers lose their `.0`. -#}
{% macro crm_record_id(id) -%}
    {{ lead_scoring.regexp_replace_all(lead_scoring.clean_text(id), '[.]0+$', '') }}
{%- endmacro %}

{#- A further column of a table of a source, null where the table has none of that name. -#}
{% macro further_column_or_null(source_name, table_name, input, alias, prefix='') -%}
    {%- for column in lead_scoring.further_columns(source_name, table_name, input, prefix) if column.alias == alias -%}
        {{ return(lead_scoring.crm_record_id(adapter.quote(column.alias))) }}
    {%- endfor -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}

{#- How long a text is to a CRM, which counts what UTF-16 needs: two for an emoji and whatever else is beyond the first 65,536 letters. -#}
{% macro crm_length(text) -%}
    {%- set beyond = '[' ~ '\U00010000' ~ '-' ~ '\U0010FFFD' ~ ']' -%}
    (2 * length({{ text }}) - length({{ lead_scoring.regexp_replace_all(text, beyond, '') }}))
{%- endmacro %}

{#- A text of at most 255 characters, cut so that a field of Salesforce takes it. Emoji alone fill such a field with 127. -#}
{% macro in_a_crm_field(text) -%}
    case when {{ lead_scoring.crm_length(text) }} <= 255 then {{ text }} else substring({{ text }}, 1, 126) || '...' end
{%- endmacro %}
