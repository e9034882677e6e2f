-- One row per learned model (fit_no) and parameter: its weight (whole billionths of log-odds) after the last step over the training part.
-- The same bytes in every run, because only whole numbers are summed.

{{ config(enabled=learns(), materialized='repeated', meta={'start': 'final_start', 'steps': 25}) }}

with state as (

    select * from {{ ref('lead_scoring', 'final_start') }}

),

examples as (

    select * from {{ ref('lead_scoring', 'training_examples') }} where part in ('fit', 'check')

),

features as (

    select * from {{ ref('lead_scoring', 'final_bins') }} where is_training

),

parameters as (

    select * from {{ ref('lead_scoring', 'all_parameters') }}

),

{{ fit_step() }}
