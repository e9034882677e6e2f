-- One row per example of a trial and field: the bin it is in.
-- What the trials without pairs are fitted to.

{{ config(enabled=learns()) }}

with example_bins as (

    select * from {{ ref('lead_scoring', 'example_bins') }}

),

trial_examples as (

    select * from {{ ref('lead_scoring', 'trial_examples') }}

)

select
    trial_examples.example_no,
    trial_examples.part,
    example_bins.bin_no
from example_bins
inner join trial_examples on example_bins.example_no = trial_examples.example_no
