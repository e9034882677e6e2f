-- One row per example of a trial and bin it is in, cells of pairs included.
-- What the trials with pairs are fitted to.

{{ config(enabled=learns()) }}

select
    example_no,
    part,
    bin_no
from {{ ref('lead_scoring', 'trial_bins') }}

union all

select
    cells.example_no,
    cells.part,
    pair_bins.bin_no
from {{ ref('lead_scoring', 'trial_pair_cells') }} as cells
inner join {{ ref('lead_scoring', 'pair_bins') }} as pair_bins
    on cells.first_field_no = pair_bins.first_field_no
    and cells.second_field_no = pair_bins.second_field_no
    and cells.first_position = pair_bins.first_position
    and cells.second_position = pair_bins.second_position
