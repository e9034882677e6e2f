-- One row per model and pair of its fields: how much of what the best trial without pairs leaves unexplained lies in single cells of the
-- two (broad bins of numbers, the most frequent values of texts), and its rank. Looks at a sample of the examples that fit.

{{ config(enabled=learns()) }}

with best_single_trials as (

    select * from {{ ref('lead_scoring', 'best_single_trials') }}

),

residuals as (

    select
        trial_examples.model_id,
        trial_examples.example_no,
        {{ nearest_whole(
            probability('cast(single_trial_scores.log_odds as ' ~ type_double() ~ ') / 1000000000') ~ ' * 1000000000'
        ) }} - cast(trial_examples.label as bigint) * 1000000000 as residual,
        {{ nearest_whole(
            probability('cast(single_trial_scores.log_odds as ' ~ type_double() ~ ') / 1000000000')
            ~ ' * (1 - ' ~ probability('cast(single_trial_scores.log_odds as ' ~ type_double() ~ ') / 1000000000') ~ ') * 1000000000'
        ) }} as variance
    from {{ ref('lead_scoring', 'single_trial_scores') }} as single_trial_scores
    inner join best_single_trials on single_trial_scores.fit_no = best_single_trials.fit_no
    inner join {{ ref('lead_scoring', 'trial_examples') }} as trial_examples
        on single_trial_scores.example_no = trial_examples.example_no
    where trial_examples.part = 'fit' and trial_examples.sample_rank <= {{ learning('pair_sample') }}

),

cells as (

    select
        residuals.model_id,
        residuals.example_no,
        training_bins.field_no,
        training_bins.broad_position,
        residuals.residual,
        residuals.variance
    from {{ ref('lead_scoring', 'trial_bins') }} as trial_bins
    inner join {{ ref('lead_scoring', 'training_bins') }} as training_bins on trial_bins.bin_no = training_bins.bin_no
    inner join residuals on trial_bins.example_no = residuals.example_no

),

pair_cells as (

    select
        cells.model_id,
        cells.field_no as first_field_no,
        second_cells.field_no as second_field_no,
        sum(cells.residual) as residual,
        sum(cells.variance) as variance
    from cells
    inner join cells as second_cells
        on cells.example_no = second_cells.example_no
        and cells.field_no < second_cells.field_no
    group by
        cells.model_id,
        cells.field_no,
        second_cells.field_no,
        cells.broad_position,
        second_cells.broad_position

),

gains as (

    select
        pair_cells.model_id,
        pair_cells.first_field_no,
        pair_cells.second_field_no,
        {{ to_millionths(
            'sum((cast(pair_cells.residual as ' ~ type_double() ~ ') / 1000000000) * (cast(pair_cells.residual as ' ~ type_double()
            ~ ') / 1000000000) / (cast(pair_cells.variance as ' ~ type_double() ~ ') / 1000000000 + best_single_trials.penalty))'
        ) }} as gain
    from pair_cells
    inner join best_single_trials on pair_cells.model_id = best_single_trials.model_id
    group by pair_cells.model_id, pair_cells.first_field_no, pair_cells.second_field_no

)

select
    *,
    row_number() over (partition by model_id order by gain desc, first_field_no, second_field_no) as gain_rank
from gains
