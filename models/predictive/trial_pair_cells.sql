-- One row per example of a trial and tried pair of fields: the cell it is in.
-- A cell is a broad bin of the one field and a broad bin of the other.

{{ config(enabled=learns()) }}

with tried_pairs as (

    select * from {{ ref('lead_scoring', 'tried_pairs') }}

),

cells as (

    select
        trial_bins.example_no,
        trial_bins.part,
        training_bins.field_no,
        training_bins.broad_position
    from {{ ref('lead_scoring', 'trial_bins') }} as trial_bins
    inner join {{ ref('lead_scoring', 'training_bins') }} as training_bins on trial_bins.bin_no = training_bins.bin_no

)

select
    tried_pairs.model_id,
    cells.example_no,
    cells.part,
    tried_pairs.first_field_no,
    tried_pairs.second_field_no,
    cells.broad_position as first_position,
    second_cells.broad_position as second_position
from tried_pairs
inner join cells on tried_pairs.first_field_no = cells.field_no
inner join cells as second_cells
    on tried_pairs.second_field_no = second_cells.field_no
    and cells.example_no = second_cells.example_no
