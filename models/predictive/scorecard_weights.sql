-- One row per learned model and bin: its weight in whole billionths of log-odds. Weights of a single field are relative to the average
-- example of the training part, so that 0 is average; what that takes off (mean_weight) stands in `learned_models` as part of the base.

{{ config(enabled=learns()) }}

with chosen_trials as (

    select * from {{ ref('lead_scoring', 'trial_areas') }} where is_chosen

),

bin_weights as (

    select
        chosen_trials.model_id,
        all_parameters.bin_no,
        sum(final_weights.weight) as weight
    from {{ ref('lead_scoring', 'final_weights') }} as final_weights
    inner join chosen_trials on final_weights.fit_no = chosen_trials.fit_no
    inner join {{ ref('lead_scoring', 'all_parameters') }} as all_parameters
        on final_weights.parameter_no = all_parameters.parameter_no
    group by chosen_trials.model_id, all_parameters.bin_no

),

bin_counts as (

    select
        final_bins.bin_no,
        count(*) as examples,
        sum(training_examples.label) as conversions
    from {{ ref('lead_scoring', 'final_bins') }} as final_bins
    inner join {{ ref('lead_scoring', 'training_examples') }} as training_examples
        on final_bins.example_no = training_examples.example_no
    where final_bins.is_training
    group by final_bins.bin_no

),

weighed as (

    select
        bin_weights.model_id,
        bin_weights.bin_no,
        training_bins.field_no,
        bin_weights.weight,
        bin_counts.examples,
        bin_counts.conversions
    from bin_weights
    inner join bin_counts on bin_weights.bin_no = bin_counts.bin_no
    left join {{ ref('lead_scoring', 'training_bins') }} as training_bins on bin_weights.bin_no = training_bins.bin_no

),

means as (

    select
        field_no,
        {{ nearest_whole(
            'cast(sum(weight * examples) as ' ~ type_double() ~ ') / cast(sum(examples) as ' ~ type_double() ~ ')'
        ) }} as mean_weight
    from weighed
    where field_no is not null
    group by field_no

)

select
    weighed.model_id,
    weighed.bin_no,
    weighed.field_no,
    cast(weighed.weight - coalesce(means.mean_weight, 0) as bigint) as weight,
    means.mean_weight,
    weighed.examples,
    weighed.conversions
from weighed
left join means on weighed.field_no = means.field_no
