-- One row per example and field that is learned from: the bin it is in, as a number.
-- An example is in one bin of a field, or in none if its value is a text in a field of numbers.

{{ config(enabled=learns()) }}

with training_values as (

    select * from {{ ref('lead_scoring', 'training_values') }}

),

training_value_bins as (

    select * from {{ ref('lead_scoring', 'training_value_bins') }}

),

training_bins as (

    select * from {{ ref('lead_scoring', 'training_bins') }}

),

numbered_values as (

    select
        training_value_bins.model_id,
        training_value_bins.field,
        training_value_bins.value_text,
        training_bins.bin_no
    from training_value_bins
    inner join training_bins
        on training_value_bins.model_id = training_bins.model_id
        and training_value_bins.field = training_bins.field
        and training_value_bins.kind = training_bins.kind
        and training_value_bins.position = training_bins.position
    left join {{ ref('lead_scoring', 'moved_fields') }} as moved_fields
        on training_bins.field_no = moved_fields.field_no
    where moved_fields.field_no is null

)

select
    training_values.example_no,
    numbered_values.bin_no
from training_values
inner join numbered_values
    on training_values.model_id = numbered_values.model_id
    and training_values.field = numbered_values.field
    and training_values.value_text = numbered_values.value_text
