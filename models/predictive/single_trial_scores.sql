-- One row per trial without pairs and example of its sample: the log-odds (whole billionths) that it gives.
-- Examples that fit and examples that check.

{{ config(enabled=learns()) }}

with state as (

    select * from {{ ref('single_trial_weights') }}

),

features as (

    select * from {{ ref('trial_bins') }}

),

parameters as (

    select * from {{ ref('bin_parameters') }}

),

{{ fit_scores() }}
