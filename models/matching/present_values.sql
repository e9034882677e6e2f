-- One row per contact or company and field of its kind that a scored rule reads: the value that the inputs have now, as rules compare
-- it. Every contact and company has every field; a missing value is the empty text.

with resolved_contacts as (

    select * from {{ ref('lead_scoring', 'resolved_contacts') }}

),

stg_companies as (

    select * from {{ ref('lead_scoring', 'stg_companies') }}

),

derived_values as (

    select * from {{ ref('lead_scoring', 'derived_values') }}

),

read_fields as (

    select * from {{ ref('lead_scoring', 'read_fields') }}

),

contact_values as (

    select
        resolved_contacts.contact_id,
        resolved_contacts.created_at,
        resolved_contacts.email_domain,
        {{ boolean_text('resolved_contacts.is_free_mail') }} as is_free_mail,
        read_fields.field,
        {{ json_value('resolved_contacts.raw_content', 'read_fields.input_column') }} as value
    from resolved_contacts
    cross join read_fields
    where read_fields.entity = 'contact'

),

values_as_written as (

    {# What we know better than the column of that name, or without one. -#}
    select
        'contact' as entity,
        contact_id as entity_id,
        field,
        case field
            when 'contact.contact_id' then contact_id
            when 'contact.created_at' then cast({{ activity_day('created_at') }} as {{ dbt.type_string() }})
            when 'contact.email_domain' then coalesce(email_domain, value)
            when 'contact.is_free_mail' then coalesce(is_free_mail, value)
            else value
        end as value
    from contact_values

    union all

    select
        'company' as entity,
        stg_companies.company_id as entity_id,
        read_fields.field,
        {{ json_value('stg_companies.raw_content', 'read_fields.input_column') }} as value
    from stg_companies
    cross join read_fields
    where read_fields.entity = 'company'

)

select
    values_as_written.entity,
    values_as_written.entity_id,
    values_as_written.field,
    coalesce(
        {{ lower_text(clean_text('case when derived_values.overrides then derived_values.value end')) }},
        {{ lower_text(clean_text('values_as_written.value')) }},
        {{ lower_text(clean_text('derived_values.value')) }},
        ''
    ) as value_text
from values_as_written
left join derived_values
    on values_as_written.entity = derived_values.entity
    and values_as_written.entity_id = derived_values.entity_id
    and values_as_written.field = derived_values.field
