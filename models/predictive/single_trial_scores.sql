-- One row per trial without pairs and example of its sample: the log-odds (whole billionths) that it gives.
-- Examples that fit and examples that check.

{{ config(enabled=learns()) }}

with state as (

    select * from {{ ref('lead_scoring', 'single_trial_weights') }}

),

features as (

    select * from {{ ref('lead_scoring', 'trial_bins') }}

),

parameters as (

    select * from {{ ref('lead_scoring', 'bin_parameters') }}

),

{{ fit_scores() }}
