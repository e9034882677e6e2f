-- One row per learned model and checked example: the log-odds that the chosen trial gave to it without having seen it.
-- The curve to probabilities is fitted to these.

{{ config(enabled=learns()) }}

with all_scores as (

    select * from {{ ref('lead_scoring', 'single_trial_scores') }}
    union all
    select * from {{ ref('lead_scoring', 'pair_trial_scores') }}

)

select
    trial_areas.model_id,
    all_scores.example_no,
    trial_examples.label,
    all_scores.log_odds
from all_scores
inner join {{ ref('lead_scoring', 'trial_areas') }} as trial_areas on all_scores.fit_no = trial_areas.fit_no
inner join {{ ref('lead_scoring', 'trial_examples') }} as trial_examples
    on all_scores.example_no = trial_examples.example_no
where trial_areas.is_chosen and trial_examples.part = 'check'
