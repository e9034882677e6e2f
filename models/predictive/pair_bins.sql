-- One row per cell of a tried pair of fields that enough examples are in: a bin with two conditions. Its bin_no follows those of single fields.

{{ config(enabled=learns()) }}

with trial_pair_cells as (

    select * from {{ ref('lead_scoring', 'trial_pair_cells') }}

),

last_bin as (

    select max(bin_no) as bin_no from {{ ref('lead_scoring', 'training_bins') }}

),

counted as (

    select
        model_id,
        first_field_no,
        second_field_no,
        first_position,
        second_position,
        count(*) as examples
    from trial_pair_cells
    where part = 'fit'
    group by model_id, first_field_no, second_field_no, first_position, second_position
    having count(*) >= {{ learning('min_value_examples') }}

)

select
    cast(last_bin.bin_no + row_number() over (
        order by
            counted.model_id,
            counted.first_field_no,
            counted.second_field_no,
            counted.first_position,
            counted.second_position
    ) as integer) as bin_no,
    counted.model_id,
    counted.first_field_no,
    counted.second_field_no,
    counted.first_position,
    counted.second_position
from counted
cross join last_bin
