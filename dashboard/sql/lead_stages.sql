-- One row per change of stage, newest first.
select
    on_date,
    from_stage,
    to_stage,
    reason,
    score,
    outcome_reason
from lifecycle_transitions
where model_id = $model_id
    and contact_id = $contact_id
order by on_date desc
