-- One row per company, scored day and age_days field of a company date: the age in days as rules compare it.
-- A missing value is the empty text.

with as_of_days as (

    select * from {{ ref('lead_scoring', 'as_of_days') }}

),

age_fields as (

    select distinct field, base_field
    from {{ ref('lead_scoring', 'scored_conditions') }}
    where field like 'company.%.age_days'

),

company_values as (

    select * from {{ ref('lead_scoring', 'company_values') }}

),

ages as (

    select
        company_values.company_id,
        as_of_days.as_of,
        age_fields.field,
        {{ days_between(date_value('company_values.value_text'), 'as_of_days.as_of') }} as age_days
    from company_values
    inner join age_fields on company_values.field = age_fields.base_field
    inner join as_of_days
        on company_values.valid_from <= as_of_days.as_of
        and company_values.valid_to > as_of_days.as_of

)

select
    company_id,
    as_of,
    field,
    coalesce(cast(age_days as {{ dbt.type_string() }}), '') as value_text
from ages
