-- One row per learned model (fit_no of its chosen trial) and parameter: the state before the first step over the whole training part.
-- `final_weights` starts from it.

{{ config(enabled=learns()) }}

with fits as (

    select fit_no, model_id, penalty from {{ ref('lead_scoring', 'trial_areas') }} where is_chosen

),

examples as (

    select * from {{ ref('lead_scoring', 'training_examples') }} where part in ('fit', 'check')

),

features as (

    select * from {{ ref('lead_scoring', 'final_bins') }}

),

parameters as (

    select * from {{ ref('lead_scoring', 'all_parameters') }}

),

{{ fit_start() }}
