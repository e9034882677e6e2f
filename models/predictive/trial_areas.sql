-- One row per trial: how well it ranks the checked examples (area under the ROC curve), and whether it is chosen: the best of those with
-- pairs where pairs are worth it, else the best of those without; of equal ones that with the strongest penalty. Where none ranks better
-- than chance the check tells nothing, and the weakest penalty without pairs stands.

{{ config(enabled=learns()) }}

with trials as (

    select * from {{ ref('lead_scoring', 'trials') }}

),

all_scores as (

    select * from {{ ref('lead_scoring', 'single_trial_scores') }}
    union all
    select * from {{ ref('lead_scoring', 'pair_trial_scores') }}

),

scored as (

    select
        all_scores.fit_no,
        all_scores.log_odds as score,
        trial_examples.label
    from all_scores
    inner join {{ ref('lead_scoring', 'trial_examples') }} as trial_examples
        on all_scores.example_no = trial_examples.example_no
    where trial_examples.part = 'check'

),

{{ areas_under_curve(['fit_no']) }},

compared as (

    select
        trials.fit_no,
        trials.model_id,
        trials.penalty,
        trials.has_pairs,
        areas.auc,
        max(areas.auc) over (partition by trials.model_id) as best_auc,
        max(case when not trials.has_pairs then areas.auc end) over (partition by trials.model_id) as best_single_auc
    from areas
    inner join trials on areas.fit_no = trials.fit_no

)

select
    fit_no,
    model_id,
    penalty,
    has_pairs,
    auc,
    row_number() over (
        partition by model_id
        order by
            case
                when has_pairs = (best_auc > 0.5 and best_auc - best_single_auc > {{ learning('worth_of_pairs') }})
                    then 0
                else 1
            end,
            case when best_auc > 0.5 then auc end desc,
            case when best_auc > 0.5 then -penalty else penalty end
    ) = 1 as is_chosen
from compared
