-- One row per trial without pairs and example of its sample: the log-odds (whole billionths) that it gives.

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
