{#- What the public tables say of e-mail addresses when the var `mask_emails` is true. -#}

{#- A column that is an address: null when masked. Who needs a person has contact_id. -#}
{% macro email_for_readers(column) -%}
    {{ 'cast(null as ' ~ dbt.type_string() ~ ')' if lead_scoring.masks_emails() else column }}
{%- endmacro %}

{#- A hook for a table that is only added to: addresses that were told before they were masked. -#}
{% macro mask_told_emails() -%}
    {{ return(lead_scoring.empty_column('email') if lead_scoring.masks_emails() else '') }}
{%- endmacro %}

{#- Free text of the inputs: one constant text instead, when it may hold an address. -#}
{% macro text_for_readers(column) -%}
    {%- if lead_scoring.masks_emails() -%}
        case when {{ column }} like '%@%' then 'masked: holds an e-mail address' else {{ column }} end
    {%- else -%}
        {{ column }}
    {%- endif -%}
{%- endmacro %}

{% macro masks_emails() -%}
    {{ return(var('mask_emails') | string | lower == 'true') }}
{%- endmacro %}

{#- An id for reports that leave the warehouse: where ids are e-mail addresses, a hash stands for them. -#}
{% macro id_for_reports(column) -%}
    case when {{ column }} like '%@%' then 'md5 ' || {{ dbt.hash(column) }} else {{ column }} end
{%- endmacro %}
