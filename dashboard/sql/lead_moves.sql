-- One row per line that moved in 7 days, rules first, then the biggest.
select
    label,
    entry_type,
    points_before,
    points_now,
    points_change
from score_movements
where model_id = $model_id
    and contact_id = $contact_id
    and days_back = 7
order by
    entry_type <> 'rule',
    abs(points_change) desc,
    direction,
    direction_rank
