-- One row per goal and period, oldest first.
select
    goal_id,
    stage,
    period,
    period_from,
    cast(target as double) as target,
    reached,
    cast(expected_by_now as double) as expected_by_now,
    cast(share_reached as double) as share_reached,
    is_on_pace,
    is_complete
from goal_progress
where model_id = $model_id
order by goal_id, period_from
