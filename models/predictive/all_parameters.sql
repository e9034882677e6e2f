-- One row per bin and parameter, cells of pairs included: these have one parameter of their own, with a stronger penalty, because they say
-- what single fields have left.

{{ config(enabled=learns()) }}

select
    bin_no,
    parameter_no,
    penalty_factor
from {{ ref('lead_scoring', 'bin_parameters') }}

union all

select
    bin_no,
    bin_no as parameter_no,
    {{ learning('pair_penalty_factor') }} as penalty_factor
from {{ ref('lead_scoring', 'pair_bins') }}
