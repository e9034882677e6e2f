-- One row per evaluated model, field and distinct value (null: missing) on finished snapshot days: contact-days and conversions.
-- is_number says that the whole field is one of numbers, of which there are too many to be codes.

{{ config(enabled=evaluates()) }}

with counted as (

    select
        model_id,
        field,
        value,
        count(*) as examples,
        sum(label) as conversions
    from {{ ref('lead_scoring', 'snapshot_values') }}
    group by model_id, field, value

),

numbered as (

    select
        *,
        {{ number_value('value') }} as value_number
    from counted

),

fields as (

    select
        model_id,
        field,
        count(value) = count(value_number)
        and count(distinct value_number) > {{ evaluation_default('most_values_of_a_code') }} as is_number
    from numbered
    group by model_id, field

)

select
    numbered.model_id,
    numbered.field,
    numbered.value,
    numbered.value_number,
    fields.is_number,
    cast(numbered.examples as bigint) as examples,
    cast(numbered.conversions as bigint) as conversions
from numbered
inner join fields
    on numbered.model_id = fields.model_id
    and numbered.field = fields.field
