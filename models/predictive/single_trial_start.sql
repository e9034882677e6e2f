-- One row per trial without pairs and parameter: the state before its first step.
-- `single_trial_weights` starts from it.

{{ config(enabled=learns()) }}

with fits as (

    select fit_no, model_id, penalty from {{ ref('lead_scoring', 'trials') }} where not has_pairs

),

examples as (

    select * from {{ ref('lead_scoring', 'trial_examples') }} where part = 'fit'

),

features as (

    select * from {{ ref('lead_scoring', 'trial_bins') }}

),

parameters as (

    select * from {{ ref('lead_scoring', 'bin_parameters') }}

),

{{ fit_start() }}
