-- One row when the model was evaluated: how well its scores rank, and what that was measured on.
select
    horizon_days,
    first_day,
    last_day,
    finished_days,
    examples,
    conversions,
    cast(base_rate as double) as base_rate,
    cast(auc as double) as auc,
    cast(best_tenth_lift as double) as best_tenth_lift,
    is_enough,
    note
from evaluation_summary
where model_id = $model_id
