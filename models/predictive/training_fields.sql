-- One row per model and field: whether it is a number (at least 95 of 100 values that are set, and more than two distinct ones).
-- field_no is unique over all models.

{{ config(enabled=learns()) }}

with training_dictionary as (

    select * from {{ ref('lead_scoring', 'training_dictionary') }}

),

counted as (

    select
        model_id,
        field,
        sum(case when value_text <> '' then examples else 0 end) as set_examples,
        sum(case when value_number is not null then examples else 0 end) as number_examples,
        count(distinct case when examples > 0 then value_number end) as numbers
    from training_dictionary
    group by model_id, field

)

select
    model_id,
    field,
    cast(row_number() over (order by model_id, field) as integer) as field_no,
    numbers > 2 and number_examples * 100 >= set_examples * 95 as is_number
from counted
