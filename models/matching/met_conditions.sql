-- One row per contact, scored day and contact or company condition that the contact meets on that day.
-- Contact, company, age and metric fields come together here.

with subjects as (

    select * from {{ ref('lead_scoring', 'subjects') }}

),

contact_values as (

    select * from {{ ref('lead_scoring', 'contact_values') }}

),

company_values as (

    select * from {{ ref('lead_scoring', 'company_values') }}

),

dated_values as (

    select * from {{ ref('lead_scoring', 'dated_values') }}

),

value_matches as (

    select * from {{ ref('lead_scoring', 'value_matches') }}

),

contact_conditions as (

    select
        contact_values.contact_id,
        contact_values.valid_from,
        contact_values.valid_to,
        value_matches.condition_no
    from contact_values
    inner join value_matches
        on contact_values.field = value_matches.field
        and contact_values.value_text = value_matches.value_text

),

company_conditions as (

    select
        company_values.company_id,
        company_values.valid_from,
        company_values.valid_to,
        value_matches.condition_no
    from company_values
    inner join value_matches
        on company_values.field = value_matches.field
        and company_values.value_text = value_matches.value_text

),

{# A contact without a known company has no value for any company field. -#}
no_company_conditions as (

    select scored_conditions.condition_no
    from {{ ref('lead_scoring', 'scored_conditions') }} as scored_conditions
    where scored_conditions.operator = 'is_not_set'
        and scored_conditions.base_field like 'company.%'
        and scored_conditions.field = scored_conditions.base_field

),

known_companies as (

    select company_id from {{ ref('lead_scoring', 'stg_companies') }}

)

select subjects.contact_id, subjects.as_of, contact_conditions.condition_no
from subjects
inner join contact_conditions
    on subjects.contact_id = contact_conditions.contact_id
    and contact_conditions.valid_from <= subjects.as_of
    and contact_conditions.valid_to > subjects.as_of

union all

select subjects.contact_id, subjects.as_of, company_conditions.condition_no
from subjects
inner join company_conditions
    on subjects.company_id = company_conditions.company_id
    and company_conditions.valid_from <= subjects.as_of
    and company_conditions.valid_to > subjects.as_of

union all

select subjects.contact_id, subjects.as_of, no_company_conditions.condition_no
from subjects
left join known_companies on subjects.company_id = known_companies.company_id
cross join no_company_conditions
where known_companies.company_id is null

union all

select dated_values.contact_id, dated_values.as_of, value_matches.condition_no
from dated_values
inner join value_matches
    on dated_values.field = value_matches.field
    and dated_values.value_text = value_matches.value_text
