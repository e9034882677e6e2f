-- One row per contact, scored day and field whose value moves with the day: ages of dates in days, and metrics.
-- Like contact_values, but as of a day. A missing value is the empty text.

with subjects as (

    select * from {{ ref('lead_scoring', 'subjects') }}

),

contact_age_fields as (

    select distinct field, base_field
    from {{ ref('lead_scoring', 'scored_conditions') }}
    where field like 'contact.%.age_days'

),

company_age_fields as (

    select distinct field
    from {{ ref('lead_scoring', 'scored_conditions') }}
    where field like 'company.%.age_days'

),

contact_values as (

    select * from {{ ref('lead_scoring', 'contact_values') }}

),

company_ages as (

    select * from {{ ref('lead_scoring', 'company_ages') }}

),

metric_values as (

    select * from {{ ref('lead_scoring', 'metric_values') }}

),

contact_ages as (

    select
        subjects.contact_id,
        subjects.as_of,
        contact_age_fields.field,
        {{ days_between(date_value('contact_values.value_text'), 'subjects.as_of') }} as age_days
    from subjects
    inner join contact_values
        on subjects.contact_id = contact_values.contact_id
        and contact_values.valid_from <= subjects.as_of
        and contact_values.valid_to > subjects.as_of
    inner join contact_age_fields on contact_values.field = contact_age_fields.base_field

)

select
    contact_id,
    as_of,
    field,
    coalesce(cast(age_days as {{ dbt.type_string() }}), '') as value_text
from contact_ages

union all

select
    subjects.contact_id,
    subjects.as_of,
    company_age_fields.field,
    coalesce(company_ages.value_text, '') as value_text
from subjects
cross join company_age_fields
left join company_ages
    on subjects.company_id = company_ages.company_id
    and subjects.as_of = company_ages.as_of
    and company_age_fields.field = company_ages.field

union all

select contact_id, as_of, field, value_text
from metric_values
