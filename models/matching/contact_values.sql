-- One row per contact, contact field that a scored rule reads and period (valid_from <= day < valid_to): the value as rules
-- compare it. Every contact has every field on every day; a missing value is the empty text.

with resolved_contacts as (

    select * from {{ ref('resolved_contacts') }}

),

read_fields as (

    select * from {{ ref('read_fields') }} where entity = 'contact'

),

attribute_periods as (

    select * from {{ ref('attribute_periods') }} where entity = 'contact'

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
    known_values.contact_id,
    known_values.field,
    coalesce(
        attribute_periods.value_text, {{ lower_text(clean_text('known_values.value')) }}, ''
    ) as value_text,
    coalesce(attribute_periods.valid_from, cast('0001-01-01' as date)) as valid_from,
    coalesce(attribute_periods.valid_to, cast('9999-12-31' as date)) as valid_to
from known_values
left join attribute_periods
    on known_values.contact_id = attribute_periods.entity_id
    and known_values.field = attribute_periods.field
