-- One row per stretch of days on which the score stayed as it was, oldest first; the last one ends with the scored day.
select
    score_history.valid_from,
    coalesce(score_history.valid_to, contact_scores.as_of) as until,
    score_history.score,
    score_history.grade,
    score_history.is_mql
from score_history
inner join contact_scores
    on score_history.model_id = contact_scores.model_id
    and score_history.contact_id = contact_scores.contact_id
where score_history.model_id = $model_id
    and score_history.contact_id = $contact_id
order by score_history.valid_from
