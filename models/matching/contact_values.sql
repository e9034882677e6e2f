-- One row per contact and contact field that a scored rule reads: the value as rules compare it.
-- Every contact has every field; a missing value is the empty text.

with resolved_contacts as (

    select * from {{ ref('resolved_contacts') }}

),

read_fields as (

    select * from {{ ref('read_fields') }} where entity = 'contact'

),

values_as_written as (

    select
        resolved_contacts.contact_id,
        resolved_contacts.created_at,
        resolved_contacts.email_domain,
        cast(resolved_contacts.is_free_mail as {{ dbt.type_string() }}) as is_free_mail,
        read_fields.field,
        {{ json_value('resolved_contacts.raw_content', 'read_fields.input_column') }} as value
    from resolved_contacts
    cross join read_fields

),

{# What we know better than the column of that name, or without one. -#}
known_values as (

    select
        contact_id,
        field,
        case field
            when 'contact.contact_id' then contact_id
            when 'contact.created_at' then cast({{ activity_day('created_at') }} as {{ dbt.type_string() }})
            when 'contact.email_domain' then coalesce(email_domain, value)
            when 'contact.is_free_mail' then coalesce(is_free_mail, value)
            else value
        end as value
    from values_as_written

)

select
    contact_id,
    field,
    coalesce({{ lower_text(clean_text('value')) }}, '') as value_text
from known_values
