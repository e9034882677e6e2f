-- One row per trial with pairs and parameter: the state before its first step.
-- `pair_trial_weights` starts from it.

{{ config(enabled=learns()) }}

with trials as (

    select * from {{ ref('lead_scoring', 'trials') }} where has_pairs

),

trial_examples as (

    select * from {{ ref('lead_scoring', 'trial_examples') }} where part = 'fit'

),

parameters as (

    select * from {{ ref('lead_scoring', 'all_parameters') }}

),

penalties as (

    select fit_no, penalty from trials

),

totals as (

    select
        trials.fit_no,
        count(*) as examples,
        sum(trial_examples.label) as conversions
    from trials
    inner join trial_examples on trials.model_id = trial_examples.model_id
    group by trials.fit_no

),

counted_bins as (

    select
        trial_examples.model_id,
        pair_trial_bins.bin_no,
        count(*) as examples,
        sum(trial_examples.label) as conversions
    from {{ ref('lead_scoring', 'pair_trial_bins') }} as pair_trial_bins
    inner join trial_examples on pair_trial_bins.example_no = trial_examples.example_no
    group by trial_examples.model_id, pair_trial_bins.bin_no

),

bin_counts as (

    select
        trials.fit_no,
        counted_bins.bin_no,
        counted_bins.examples,
        counted_bins.conversions
    from trials
    inner join counted_bins on trials.model_id = counted_bins.model_id

),

{{ fit_start() }}
