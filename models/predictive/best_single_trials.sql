-- One row per model: the trial without pairs that ranks the checked examples best (of equal ones that with the strongest penalty).
-- What it leaves unexplained is what pairs of fields are looked for in.

{{ config(enabled=learns()) }}

with trials as (

    select * from {{ ref('lead_scoring', 'trials') }}

),

scored as (

    select
        single_trial_scores.fit_no,
        single_trial_scores.log_odds as score,
        trial_examples.label
    from {{ ref('lead_scoring', 'single_trial_scores') }} as single_trial_scores
    inner join {{ ref('lead_scoring', 'trial_examples') }} as trial_examples
        on single_trial_scores.example_no = trial_examples.example_no
    where trial_examples.part = 'check'

),

{{ areas_under_curve(['fit_no']) }},

ranked as (

    select
        trials.model_id,
        trials.fit_no,
        trials.penalty,
        areas.auc,
        row_number() over (partition by trials.model_id order by areas.auc desc, trials.penalty desc) as trial_rank
    from areas
    inner join trials on areas.fit_no = trials.fit_no

)

select
    model_id,
    fit_no,
    penalty,
    auc
from ranked
where trial_rank = 1
