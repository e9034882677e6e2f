-- One row per trial without pairs and parameter: its weight (whole billionths of log-odds) after the last step.
-- The same bytes in every run, because only whole numbers are summed.

{{ config(enabled=learns(), materialized='repeated', meta={'start': 'single_trial_start', 'steps': 15}) }}

with state as (

    select * from {{ ref('lead_scoring', 'single_trial_start') }}

),

examples as (

    select * from {{ ref('lead_scoring', 'trial_examples') }} where part = 'fit'

),

features as (

    select * from {{ ref('lead_scoring', 'trial_bins') }} where part = 'fit'

),

parameters as (

    select * from {{ ref('lead_scoring', 'bin_parameters') }}

),

{{ fit_step() }}
