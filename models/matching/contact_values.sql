-- One row per contact and contact field that a scored rule reads: the value as rules compare it.
-- Every contact has every field; a missing value is the empty text.

with resolved_contacts as (

    select * from {{ ref('resolved_contacts') }}

),

read_fields as (

    select * from {{ ref('read_fields') }} where entity = 'contact'

),

{# What we know better than the column of that name, or without one. -#}
known_values as (

    select
        resolved_contacts.contact_id,
        read_fields.field,
        case read_fields.field
            when 'contact.contact_id' then resolved_contacts.contact_id
            when 'contact.created_at'
                then cast({{ activity_day('resolved_contacts.created_at') }} as {{ dbt.type_string() }})
            when 'contact.email_domain'
                then coalesce(
                    resolved_contacts.email_domain,
                    {{ json_value('resolved_contacts.raw_content', 'read_fields.input_column') }}
                )
            when 'contact.is_free_mail'
                then coalesce(
                    cast(resolved_contacts.is_free_mail as {{ dbt.type_string() }}),
                    {{ json_value('resolved_contacts.raw_content', 'read_fields.input_column') }}
                )
            else {{ json_value('resolved_contacts.raw_content', 'read_fields.input_column') }}
        end as value
    from resolved_contacts
    cross join read_fields

)

select
    contact_id,
    field,
    coalesce({{ lower_text(clean_text('value')) }}, '') as value_text
from known_values
