-- One row per line of the contact's ledger, by dimension, then in the order in which lines are applied.
-- They add up to the score.
select
    dimension,
    entry_type,
    rule_id,
    cap_group,
    label,
    awards,
    points,
    first_on,
    last_on
from score_ledger
where model_id = $model_id
    and contact_id = $contact_id
order by
    dimension nulls last,
    list_position(['rule', 'rule_cap', 'group_cap', 'dimension_clamp', 'weight', 'model_clamp'], entry_type),
    abs(points) desc,
    rule_id
