-- One row: contacts, MQLs now, and who moved.
select
    count(*) as contacts,
    count(*) filter (where contact_scores.is_mql) as mqls,
    count(*) filter (where contact_movement.is_new_mql) as new_mqls,
    count(*) filter (where contact_movement.is_falling) as falling,
    count(*) filter (where contact_movement.is_reengaged) as reengaged
from contact_scores
left join contact_movement on contact_scores.contact_score_key = contact_movement.contact_score_key
where contact_scores.model_id = $model_id
