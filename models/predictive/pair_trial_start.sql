-- One row per trial with pairs and parameter: the state before its first step.
-- `pair_trial_weights` starts from it.

{{ config(enabled=learns()) }}

with fits as (

    select fit_no, model_id, penalty from {{ ref('lead_scoring', 'trials') }} where has_pairs

),

examples as (

    select * from {{ ref('lead_scoring', 'trial_examples') }} where part = 'fit'

),

features as (

    select * from {{ ref('lead_scoring', 'pair_trial_bins') }}

),

parameters as (

    select * from {{ ref('lead_scoring', 'all_parameters') }}

),

{{ fit_start() }}
