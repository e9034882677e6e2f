-- One row per export x measure x row, of each measure the 20 rows with the greatest values: what `make validate` looks at before a
-- CRM does. Only ids and numbers leave this query; the limits are in validation/thresholds.csv, the reasons in docs/data_quality.md.

{{ config(group='lead_scoring') }}

{%- set double = type_double() -%}

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
        case
            when exported.email is not null then count(*) over (partition by exported.model_id, exported.email)
            else 0
        end as rows_with_this_email,
        case
            when exported.contact_id is not null then count(*) over (partition by exported.contact_id)
            else 0
        end as rows_with_this_id
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

{% for table, record_id, _ in crm_record_tables() %}
{{ table }} as (

    select
        {{ record_id }},
        {{ id_for_reports(record_id) }} as row_id,
        count(*) over (partition by {{ record_id }}) as rows_with_this_id
    from {{ ref('lead_scoring', table) }}

),

{% endfor %}
contacts_in_a_crm as (

    select contact_id from {{ ref('lead_scoring', 'crm_hubspot_contacts') }}
    union distinct
    select contact_id from {{ ref('lead_scoring', 'crm_salesforce_leads') }}
    union distinct
    select contact_id from {{ ref('lead_scoring', 'crm_salesforce_contacts') }}

),

record_count as (

    select count(*) as records from contacts_in_a_crm

),

mql_alerts as (

    select * from {{ ref('lead_scoring', 'mql_alerts') }}

),

measured as (

    {% for table, column, measure, expression in export_measures() -%}
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

{% for table in ['crm_contacts', 'crm_companies', 'mql_alerts'] + crm_record_tables() | map('first') | list -%}
select
    cast({{ lead_scoring.as_of() }} as {{ dbt.type_string() }}) as as_of,
    '{{ table }}' as table_name,
    '' as column_name,
    'rows' as statistic,
    '{{ table }}' as row_id,
    cast(count(*) as {{ double }}) as value
from {{ table }}

union all

{% endfor -%}
{# Without any record there is no CRM to be in. -#}
select
    cast({{ lead_scoring.as_of() }} as {{ dbt.type_string() }}) as as_of,
    'crm_contacts' as table_name,
    'contact_id' as column_name,
    'no_record_rate' as statistic,
    'crm_contacts' as row_id,
    cast(sum(case when contacts_in_a_crm.contact_id is null then 1 else 0 end) as {{ double }}) / count(*) as value
from exported_contacts
left join contacts_in_a_crm on exported_contacts.contact_id = contacts_in_a_crm.contact_id
cross join record_count
where record_count.records > 0
having count(*) > 0

union all

select
    cast({{ lead_scoring.as_of() }} as {{ dbt.type_string() }}) as as_of,
    'crm_contacts' as table_name,
    '' as column_name,
    'age_days' as statistic,
    'crm_contacts' as row_id,
    cast({{ days_between('as_of', lead_scoring.as_of()) }} as {{ double }}) as value
from build
