-- One row per export x column x code: how many rows carry it. A code that no earlier run has exported must first be added to the
-- CRM's picklist, or the CRM refuses the row: `make validate` names it.

{{ config(group='lead_scoring') }}

with codes as (

    {% for table, column in [
        ('crm_contacts', 'lead_grade'), ('crm_contacts', 'lead_label'), ('crm_contacts', 'lead_next_action'),
        ('crm_companies', 'account_grade'),
        ('crm_hubspot_contacts', 'lead_stage'), ('crm_hubspot_contacts', 'lead_next_action'),
        ('crm_salesforce_leads', 'lead_stage'), ('crm_salesforce_contacts', 'lead_stage')
    ] %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        {{ column }} as item,
        count(*) as row_count
    from {{ ref('lead_scoring', table) }}
    where {{ column }} <> ''
    group by {{ column }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from codes
