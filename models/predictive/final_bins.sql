-- One row per example of a learned model and bin it is in; cells of pairs where pairs are chosen. is_training marks the rows that are fitted.

{{ config(enabled=learns()) }}

with training_examples as (

    select * from {{ ref('lead_scoring', 'training_examples') }}

),

example_bins as (

    select * from {{ ref('lead_scoring', 'example_bins') }}

),

pair_bins as (

    select pair_bins.*
    from {{ ref('lead_scoring', 'pair_bins') }} as pair_bins
    inner join {{ ref('lead_scoring', 'trial_areas') }} as trial_areas on pair_bins.model_id = trial_areas.model_id
    where trial_areas.is_chosen and trial_areas.has_pairs

),

paired_fields as (

    select first_field_no as field_no from pair_bins
    union distinct
    select second_field_no as field_no from pair_bins

),

cells as (

    select
        example_bins.example_no,
        training_bins.field_no,
        training_bins.broad_position
    from example_bins
    inner join {{ ref('lead_scoring', 'training_bins') }} as training_bins on example_bins.bin_no = training_bins.bin_no
    inner join paired_fields on training_bins.field_no = paired_fields.field_no

),

all_bins as (

    select
        example_no,
        bin_no
    from example_bins

    union all

    select
        cells.example_no,
        pair_bins.bin_no
    from pair_bins
    inner join cells
        on pair_bins.first_field_no = cells.field_no
        and pair_bins.first_position = cells.broad_position
    inner join cells as second_cells
        on pair_bins.second_field_no = second_cells.field_no
        and pair_bins.second_position = second_cells.broad_position
        and cells.example_no = second_cells.example_no

)

select
    all_bins.example_no,
    all_bins.bin_no,
    training_examples.part in ('fit', 'check') as is_training
from all_bins
inner join training_examples on all_bins.example_no = training_examples.example_no
