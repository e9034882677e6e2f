-- One row per example and field of its contact or company: the value as of the snapshot day where there is attribute history, else the
-- value that the inputs have now.

{{ config(enabled=learns_from_contacts()) }}

with observed_examples as (

    select * from {{ ref('lead_scoring', 'observed_examples') }}

),

observed_values as (

    select * from {{ ref('lead_scoring', 'observed_values') }}

),

entity_fields as (

    select distinct entity, field from observed_values

),

example_fields as (

    select
        observed_examples.model_id,
        observed_examples.example_id,
        observed_examples.as_of,
        entity_fields.entity,
        case
            when entity_fields.entity = 'contact' then observed_examples.contact_id else observed_examples.company_id
        end as entity_id,
        entity_fields.field
    from observed_examples
    cross join entity_fields

),

histories as (

    select
        entity,
        entity_id,
        field,
        value,
        {{ activity_day('valid_from') }} as valid_from,
        lead({{ activity_day('valid_from') }}) over (
            partition by entity, entity_id, field order by valid_from, {{ dbt.hash("coalesce(value, '')") }}
        ) as valid_to
    from {{ ref('lead_scoring', 'stg_attribute_history') }}

),

with_history as (

    select distinct entity, entity_id, field from histories

)

select
    example_fields.model_id,
    example_fields.example_id,
    example_fields.field,
    case when with_history.entity is null then observed_values.value else histories.value end as value
from example_fields
left join observed_values
    on example_fields.entity_id = observed_values.entity_id
    and example_fields.field = observed_values.field
left join with_history
    on example_fields.entity_id = with_history.entity_id
    and example_fields.field = with_history.field
left join histories
    on example_fields.entity_id = histories.entity_id
    and example_fields.field = histories.field
    and histories.valid_from <= example_fields.as_of
    and (histories.valid_to is null or histories.valid_to > example_fields.as_of)
