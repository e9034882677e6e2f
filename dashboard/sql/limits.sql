-- One row per cap, clamp or weight that bit: for how many contacts, and the points it took or gave in all.
select
    entry_type,
    min(label) as label,
    dimension,
    count(*) as contacts,
    cast(sum(points) as double) as points
from score_ledger
where model_id = $model_id
    and entry_type <> 'rule'
group by entry_type, dimension, rule_id, cap_group
order by abs(sum(points)) desc, entry_type
limit 12
