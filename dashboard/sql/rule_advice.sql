-- One row per rule of an evaluated model: what its firing says of conversions, and what to do with it.
select
    rule_id,
    advice,
    confidence,
    cast(lift as double) as lift,
    suggested_points
from rule_evidence
where model_id = $model_id
