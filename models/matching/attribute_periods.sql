-- One row per contact or company, field that a scored rule reads and period with a value, for fields that have ever changed.
-- Attribute history says what a field was, and before its first row the field is missing. Without any, what daily builds recorded
-- counts, and before the first record the first one. Periods of a field follow each other without a gap from the beginning of time.

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
    from {{ ref('lead_scoring', 'stg_attribute_history') }}
    where
        field not in (
            'contact.contact_id', 'contact.created_at'
            {%- for field in derived_fields() %},
            '{{ field }}'
            {%- endfor %}
        )

),

read_fields as (

    select * from {{ ref('lead_scoring', 'read_fields') }}

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

supplied as (

    select distinct entity, entity_id, field from last_of_day

),

recorded_attributes as (

    select recorded_attributes.*
    from {{ ref('lead_scoring', 'recorded_attributes') }} as recorded_attributes
    inner join read_fields on recorded_attributes.field = read_fields.field
    left join supplied
        on recorded_attributes.entity = supplied.entity
        and recorded_attributes.entity_id = supplied.entity_id
        and recorded_attributes.field = supplied.field
    where supplied.field is null

),

changed as (

    select distinct entity, entity_id, field from recorded_attributes where is_change

),

known_and_before as (

    select entity, entity_id, field, value_text, valid_from
    from last_of_day

    union all

    select
        last_of_day.entity,
        last_of_day.entity_id,
        last_of_day.field,
        cast(null as {{ dbt.type_string() }}) as value_text,
        cast('0001-01-01' as date) as valid_from
    from last_of_day
    group by last_of_day.entity, last_of_day.entity_id, last_of_day.field
    having min(last_of_day.valid_from) > cast('0001-01-01' as date)

    union all

    select
        recorded_attributes.entity,
        recorded_attributes.entity_id,
        recorded_attributes.field,
        recorded_attributes.value_text,
        case when recorded_attributes.is_change then recorded_attributes.recorded_on else cast('0001-01-01' as date) end
            as valid_from
    from recorded_attributes
    inner join changed
        on recorded_attributes.entity = changed.entity
        and recorded_attributes.entity_id = changed.entity_id
        and recorded_attributes.field = changed.field

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
