-- One row per contact and contact field that a scored rule reads: the value as rules compare it.
-- Every contact has every field; a missing value is the empty text.

with resolved_contacts as (

    select * from {{ ref('resolved_contacts') }}

),

read_fields as (

    select * from {{ ref('read_fields') }} where entity = 'contact'

),

columns as (

    {{ json_fields('resolved_contacts', 'raw_content', ['contact_id']) }}

),

derived as (

    select contact_id, 'email_domain' as field, email_domain as value
    from resolved_contacts

    union all

    select
        contact_id,
        'is_free_mail' as field,
        case when is_free_mail then 'true' when not is_free_mail then 'false' end as value
    from resolved_contacts

    union all

    select
        contact_id,
        'created_at' as field,
        cast({{ activity_day('created_at') }} as {{ dbt.type_string() }}) as value
    from resolved_contacts

    union all

    select contact_id, 'contact_id' as field, contact_id as value
    from resolved_contacts

),

known_values as (

    select contact_id, field, value from derived
    union all
    select contact_id, field, value from columns
    where field not in ('created_at', 'contact_id', 'email_domain', 'is_free_mail')

)

select
    resolved_contacts.contact_id,
    read_fields.field,
    coalesce({{ lower_text(clean_text('known_values.value')) }}, '') as value_text
from resolved_contacts
cross join read_fields
left join known_values
    on resolved_contacts.contact_id = known_values.contact_id
    and read_fields.column_name = known_values.field
