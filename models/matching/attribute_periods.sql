-- One row per contact or company, field that a scored rule reads and period in which attribute history gives it a value.
-- Periods of a field follow each other without a gap from the beginning of time; before the first row the value is missing.

with attribute_history as (

    select
        entity,
        entity_id,
        field,
        {{ lower_text('value') }} as value_text,
        {{ activity_day('valid_from') }} as valid_from,
        row_number() over (
            partition by entity, entity_id, field, {{ activity_day('valid_from') }}
            order by valid_from desc, {{ dbt.hash("coalesce(value, '')") }} desc
        ) as rank_of_day
    from {{ ref('stg_attribute_history') }}
    where field not in ('contact.contact_id', 'contact.created_at', 'contact.email_domain', 'contact.is_free_mail')

),

read_fields as (

    select * from {{ ref('read_fields') }}

),

last_of_day as (

    select
        attribute_history.entity,
        attribute_history.entity_id,
        attribute_history.field,
        attribute_history.value_text,
        attribute_history.valid_from
    from attribute_history
    inner join read_fields on attribute_history.field = read_fields.field
    where attribute_history.rank_of_day = 1

),

known_and_before as (

    select entity, entity_id, field, value_text, valid_from
    from last_of_day

    union all

    select
        entity,
        entity_id,
        field,
        cast(null as {{ dbt.type_string() }}) as value_text,
        cast('0001-01-01' as date) as valid_from
    from last_of_day
    group by entity, entity_id, field
    having min(valid_from) > cast('0001-01-01' as date)

)

select
    entity,
    entity_id,
    field,
    coalesce(value_text, '') as value_text,
    valid_from,
    coalesce(
        lead(valid_from) over (partition by entity, entity_id, field order by valid_from), cast('9999-12-31' as date)
    ) as valid_to
from known_and_before
