-- One row per bin of a single field and parameter that its weight is the sum of: one of its own, and for numbers one that it shares with
-- its neighbours, so that a bin with few examples leans on those beside it.

{{ config(enabled=learns()) }}

with training_bins as (

    select * from {{ ref('lead_scoring', 'training_bins') }}

),

broad_bins as (

    select
        model_id,
        field,
        broad_no,
        min(bin_no) as first_bin_no
    from training_bins
    where broad_no is not null
    group by model_id, field, broad_no

)

select
    bin_no,
    bin_no as parameter_no,
    1 as penalty_factor
from training_bins

union all

select
    training_bins.bin_no,
    -broad_bins.first_bin_no as parameter_no,
    1 as penalty_factor
from training_bins
inner join broad_bins
    on training_bins.model_id = broad_bins.model_id
    and training_bins.field = broad_bins.field
    and training_bins.broad_no = broad_bins.broad_no
