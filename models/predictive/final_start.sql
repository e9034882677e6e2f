-- One row per learned model (fit_no of its chosen trial) and parameter: the state before the first step over the whole training part.
-- `final_weights` starts from it.

{{ config(enabled=learns()) }}

with chosen_trials as (

    select * from {{ ref('lead_scoring', 'trial_areas') }} where is_chosen

),

training_examples as (

    select * from {{ ref('lead_scoring', 'training_examples') }} where part in ('fit', 'check')

),

parameters as (

    select * from {{ ref('lead_scoring', 'all_parameters') }}

),

penalties as (

    select fit_no, penalty from chosen_trials

),

totals as (

    select
        chosen_trials.fit_no,
        count(*) as examples,
        sum(training_examples.label) as conversions
    from chosen_trials
    inner join training_examples on chosen_trials.model_id = training_examples.model_id
    group by chosen_trials.fit_no

),

bin_counts as (

    select
        chosen_trials.fit_no,
        final_bins.bin_no,
        count(*) as examples,
        sum(training_examples.label) as conversions
    from {{ ref('lead_scoring', 'final_bins') }} as final_bins
    inner join training_examples on final_bins.example_no = training_examples.example_no
    inner join chosen_trials on training_examples.model_id = chosen_trials.model_id
    group by chosen_trials.fit_no, final_bins.bin_no

),

{{ fit_start() }}
