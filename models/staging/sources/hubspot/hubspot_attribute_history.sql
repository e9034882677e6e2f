-- One row per change of a property of a contact or company in HubSpot, in the shape of the input `attribute_history`.
-- Properties go by the names that hubspot_contacts and hubspot_companies give them; what counts as it is now, on all days, is left out.

{{ config(enabled=source_is_on('hubspot')) }}

with changes as (

    select
        'contact' as entity,
        {{ source_id('hubspot', 'contact_id') }} as id,
        {{ lower_text(clean_text('name')) }} as property,
        {{ clean_text('value') }} as value,
        {{ timestamp_value('happened_at') }} as valid_from
    from {{ source_table('hubspot', 'contact_property_history') }} as contact_property_history

    union all

    select
        'company' as entity,
        {{ source_id('hubspot', 'company_id') }} as id,
        {{ lower_text(clean_text('name')) }} as property,
        {{ clean_text('value') }} as value,
        {{ timestamp_value('happened_at') }} as valid_from
    from {{ source_table('hubspot', 'company_property_history') }} as company_property_history

)

select
    entity,
    id,
    case
        when entity = 'contact' and property = 'jobtitle' then 'job_title'
        when entity = 'company' and property = 'numberofemployees' then 'employee_count'
        when entity = 'company' and property = 'annualrevenue' then 'annual_revenue'
        {%- for input, table in {'contacts': 'contact', 'companies': 'company'}.items() if execute %}
        {%- set declared = declared_table('hubspot', table) %}
        {%- for name in taken_names(declared, input) if 'property_' ~ name not in declared.columns %}
        when entity = '{{ table }}' and property = '{{ name }}' then 'property_{{ name }}'
        {%- endfor %}
        {%- endfor %}
        else {{ regexp_replace_all('property', '[^a-z0-9_]', '_') }}
    end as field,
    value,
    valid_from
from changes
where coalesce(property, '') not in ('associatedcompanyid', 'createdate')
