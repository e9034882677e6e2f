-- One row per contact or company and field that a scored rule reads and that has a derived value: marks, one name per country, what a job
-- title says, the lower end of a band, the number that was drawn for a contact. overrides is false where the input's own column of that name comes first.

with resolved_contacts as (

    select * from {{ ref('lead_scoring', 'resolved_contacts') }}

),

stg_companies as (

    select * from {{ ref('lead_scoring', 'stg_companies') }}

),

contact_marks as (

    select * from {{ ref('lead_scoring', 'contact_marks') }}

),

country_names as (

    select * from {{ ref('lead_scoring', 'policy_country_names') }}

),

title_meanings as (

    select * from {{ ref('lead_scoring', 'title_meanings') }}

),

band_values as (

    select * from {{ ref('lead_scoring', 'band_values') }}

),

read_fields as (

    select * from {{ ref('lead_scoring', 'read_fields') }}

),

contact_fields as (

    select
        'contact' as entity,
        resolved_contacts.contact_id as entity_id,
        read_fields.field,
        case
            when contact_marks.field is not null then 'true'
            when read_fields.field = 'contact.country_name'
                then coalesce(country_names.country, resolved_contacts.country)
            when read_fields.field = 'contact.seniority' then title_meanings.seniority
            when read_fields.field = 'contact.draw'
                then cast({{ draw('resolved_contacts.contact_id') }} as {{ dbt.type_string() }})
            when read_fields.field = 'contact.job_function' then title_meanings.job_function
            when resolved_contacts.email is not null
                and read_fields.field in (
                    {%- for mark in hygiene_marks().values() %}
                    'contact.{{ mark }}'{{ ',' if not loop.last }}
                    {%- endfor %}
                )
                then 'false'
        end as value,
        contact_marks.field is not null as overrides
    from resolved_contacts
    cross join read_fields
    left join contact_marks
        on resolved_contacts.contact_id = contact_marks.contact_id
        and read_fields.field = contact_marks.field
    left join country_names on {{ lower_text('resolved_contacts.country') }} = country_names.spelling
    left join title_meanings on {{ lower_text('resolved_contacts.job_title') }} = title_meanings.job_title
    where read_fields.entity = 'contact'

),

company_fields as (

    select
        'company' as entity,
        stg_companies.company_id as entity_id,
        read_fields.field,
        case read_fields.field
            when 'company.country_name' then coalesce(country_names.country, stg_companies.country)
            else band_values.band_start
        end as value,
        false as overrides
    from stg_companies
    cross join read_fields
    left join country_names on {{ lower_text('stg_companies.country') }} = country_names.spelling
    left join band_values
        on read_fields.field = band_values.field
        and band_values.band_text = case read_fields.field
            when 'company.employees_from' then stg_companies.employee_count
            when 'company.revenue_from' then stg_companies.annual_revenue
        end
    where read_fields.entity = 'company'

)

select entity, entity_id, field, value, overrides from contact_fields where value is not null
union all
select entity, entity_id, field, value, overrides from company_fields where value is not null
