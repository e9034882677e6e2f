-- One row per export x measure x row, of each measure the 20 rows with the greatest values: what `make validate` looks at before a
-- CRM does. Only ids and numbers leave this query; the limits are in validation/thresholds.csv, the reasons in docs/data_quality.md.

{{ config(group='lead_scoring') }}

{%- set double = type_double() -%}
{%- set address = "'^[^@[:space:],;<>\"]+@[^@[:space:],;<>\"]+[.][^@[:space:],;<>\".]+$'" -%}
{%- set line_break = "'[\\r\\n]'" -%}
{%- set whole_tables = [('crm_contacts', 'crm_contact_key'), ('crm_companies', 'crm_company_key')] -%}
{#- Export, column, measure, and what is measured of each row. -#}
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
    {%- do measures.append((table, column, 'line_break', 'case when ' ~ regexp_search(column, line_break) ~ ' then 1 else 0 end')) -%}
{%- endfor -%}
{%- for table, column, measure, condition in [
    ('crm_contacts', 'email', 'not_an_address', 'not ' ~ regexp_search('email', address)),
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
    {%- do measures.append((table, column, 'days_ahead', days_between('build_as_of', column))) -%}
{%- endfor %}

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

exported_contacts as (

    select distinct contact_id
    from {{ ref('lead_scoring', 'crm_contacts') }}
    where contact_id is not null

),

crm_contacts as (

    select
        exported.*,
        build.as_of as build_as_of,
        {{ id_for_reports('coalesce(exported.contact_id, exported.crm_contact_key)') }} as row_id,
        case when exported.email is not null
            then count(*) over (partition by exported.model_id, exported.email) else 0 end as rows_with_this_email,
        case when exported.contact_id is not null
            then count(*) over (partition by exported.contact_id) else 0 end as rows_with_this_id
    from {{ ref('lead_scoring', 'crm_contacts') }} as exported
    cross join build

),

crm_companies as (

    select
        exported.*,
        build.as_of as build_as_of,
        {{ id_for_reports('exported.company_id') }} as row_id,
        count(*) over (partition by exported.company_id) as rows_with_this_id,
        exported_contacts.contact_id is not null as is_top_contact_exported
    from {{ ref('lead_scoring', 'crm_companies') }} as exported
    left join exported_contacts on exported.top_contact_id = exported_contacts.contact_id
    cross join build

),

measured as (

    {% for table, column, measure, expression in measures %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        '{{ measure }}' as statistic,
        row_id,
        cast({{ expression }} as {{ double }}) as value
    from {{ table }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

ranked as (

    select
        *,
        row_number() over (partition by table_name, column_name, statistic order by value desc, row_id) as row_rank
    from measured
    where value is not null

)

select
    cast({{ lead_scoring.as_of() }} as {{ dbt.type_string() }}) as as_of,
    table_name,
    column_name,
    statistic,
    row_id,
    value
from ranked
where row_rank <= 20

union all

{% for table, key in whole_tables %}
select
    cast({{ lead_scoring.as_of() }} as {{ dbt.type_string() }}) as as_of,
    '{{ table }}' as table_name,
    '' as column_name,
    'rows' as statistic,
    '{{ table }}' as row_id,
    cast(count({{ key }}) as {{ double }}) as value
from {{ table }}
union all
{% endfor %}
select
    cast({{ lead_scoring.as_of() }} as {{ dbt.type_string() }}) as as_of,
    'crm_contacts' as table_name,
    '' as column_name,
    'age_days' as statistic,
    'crm_contacts' as row_id,
    cast({{ days_between('as_of', lead_scoring.as_of()) }} as {{ double }}) as value
from build
