{#- What `make validate` looks at (analyses/validate_*.sql, docs/data_quality.md). -#}

{#- Rows for `rows_per_row`: the input, each column and statistic, and the column `<column>__<statistic>` that holds its value. -#}
{% macro statistic_rows(input, statistics) -%}
    {%- set rows = [] -%}
    {%- for column, statistic in statistics -%}
        {%- set name = column if column != 'whole' else '' -%}
        {%- do rows.append(["'" ~ input ~ "'", "'" ~ name ~ "'", "'" ~ statistic ~ "'", column ~ '__' ~ statistic]) -%}
    {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}

{#- What an address looks like to a CRM: one @, a dot behind it, no spaces or separators. -#}
{% macro address_pattern() -%}
    {{ return("'^[^@ \\t\\r\\n,;<>\"]+@[^@ \\t\\r\\n,;<>\"]+[.][^@ \\t\\r\\n,;<>\".]+$'") }}
{%- endmacro %}

{#- The tables that are written to a CRM, the column with the id of the record, and what such an id looks like. -#}
{% macro crm_record_tables() -%}
    {%- set of_hubspot, of_salesforce = "'^[0-9]+$'", "'^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$'" -%}
    {{ return([
        ('crm_hubspot_contacts', 'hubspot_contact_id', of_hubspot),
        ('crm_hubspot_companies', 'hubspot_company_id', of_hubspot),
        ('crm_salesforce_leads', 'salesforce_lead_id', of_salesforce),
        ('crm_salesforce_contacts', 'salesforce_contact_id', of_salesforce),
        ('crm_salesforce_accounts', 'salesforce_account_id', of_salesforce),
    ]) }}
{%- endmacro %}

{#- Export, column, measure, and what is measured of each row; the greatest values are judged. -#}
{% macro export_measures() -%}
    {%- set measures = [] -%}
    {%- for column in ['email', 'contact_id', 'lead_grade', 'lead_label', 'lead_next_action', 'lead_reasons_up', 'lead_reasons_down'] -%}
        {%- do measures.append(('crm_contacts', column, 'length', 'length(' ~ column ~ ')')) -%}
    {%- endfor -%}
    {%- for column in ['company_name', 'company_id', 'account_grade', 'top_contact_id'] -%}
        {%- do measures.append(('crm_companies', column, 'length', 'length(' ~ column ~ ')')) -%}
    {%- endfor -%}
    {%- for table, column in [
        ('crm_contacts', 'lead_grade'), ('crm_contacts', 'lead_label'), ('crm_contacts', 'lead_next_action'),
        ('crm_companies', 'account_grade'), ('crm_companies', 'company_name')
    ] -%}
        {%- do measures.append((table, column, 'line_break', 'case when ' ~ lead_scoring.regexp_search(column, "'[\\r\\n]'") ~ ' then 1 else 0 end')) -%}
    {%- endfor -%}
    {%- for table, column, measure, condition in [
        ('crm_contacts', 'email', 'not_an_address', 'not ' ~ lead_scoring.regexp_search('email', lead_scoring.address_pattern())),
        ('crm_contacts', 'contact_id', 'missing_id', 'contact_id is null and not is_removed'),
        ('crm_contacts', 'mql_since', 'disagrees', 'is_mql <> (mql_since is not null)'),
        ('crm_companies', 'mqa_since', 'disagrees', 'is_mqa <> (mqa_since is not null)'),
        ('crm_companies', 'company_name', 'blank', "company_name = ''"),
        ('crm_companies', 'top_contact_id', 'not_exported', "top_contact_id <> '' and not is_top_contact_exported")
    ] -%}
        {%- do measures.append((table, column, measure, 'case when ' ~ condition ~ ' then 1 else 0 end')) -%}
    {%- endfor -%}
    {%- do measures.append(('crm_contacts', 'email', 'rows_with_the_same', 'rows_with_this_email')) -%}
    {%- do measures.append(('crm_contacts', 'contact_id', 'rows_with_the_same', 'rows_with_this_id')) -%}
    {%- do measures.append(('crm_companies', 'company_id', 'rows_with_the_same', 'rows_with_this_id')) -%}
    {%- for table, column in [('crm_contacts', 'lead_score'), ('crm_companies', 'account_score')] -%}
        {%- do measures.append((table, column, 'above', column)) -%}
        {%- do measures.append((table, column, 'below', '-1 * ' ~ column)) -%}
    {%- endfor -%}
    {%- for table, column in [('crm_contacts', 'mql_since'), ('crm_companies', 'mqa_since')] -%}
        {%- do measures.append((table, column, 'days_ahead', lead_scoring.days_between('build_as_of', column))) -%}
    {%- endfor -%}
    {%- for table, column, pattern in lead_scoring.crm_record_tables() -%}
        {%- set is_record_id = lead_scoring.regexp_search(column, pattern) -%}
        {%- do measures.append((table, column, 'not_a_record_id', 'case when ' ~ is_record_id ~ ' then 0 else 1 end')) -%}
        {%- do measures.append((table, column, 'rows_with_the_same', 'rows_with_this_id')) -%}
    {%- endfor -%}
    {{ return(measures) }}
{%- endmacro %}
