-- One row per change of a field of a contact, lead or account in the tables that Fivetran keeps in history mode, in the shape of the
-- input `attribute_history`. Fields go by the names that salesforce_contacts and salesforce_companies give them.

{{ config(enabled=source_is_on('salesforce')) }}

with versions as (

    {{ field_versions('salesforce_history', 'contact', 'contact', {
        'title': 'job_title', 'mailing_country': 'country'
    }) }}
    union all
    {{ field_versions('salesforce_history', 'lead', 'contact', {'title': 'job_title'}) }}
    union all
    {{ field_versions('salesforce_history', 'account', 'company', {
        'website': 'domain', 'number_of_employees': 'employee_count', 'billing_country': 'country'
    }) }}

),

compared as (

    select
        *,
        row_number() over (partition by entity, id, field order by valid_from, value) as version,
        lag(value) over (partition by entity, id, field order by valid_from, value) as value_before
    from versions
    where valid_from is not null

)

select
    entity,
    id,
    field,
    value,
    valid_from
from compared
where case when version = 1 then value is not null else not {{ same_value('value', 'value_before') }} end
