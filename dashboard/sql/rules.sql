-- One row per rule in force on the scored day: whom it fires for today, and what it gives.
with fired as (

    select
        rule_id,
        rule_valid_from,
        count(*) as fired_for,
        sum(awards) as awards,
        sum(points) as points,
        max(last_on) as last_on
    from score_ledger
    where model_id = $model_id
        and entry_type = 'rule'
    group by rule_id, rule_valid_from

)

select
    rules.rule_id,
    rules.dimension,
    rules.kind,
    rules.effect,
    rules.label,
    cast(rules.points as double) as points_each,
    coalesce(fired.fired_for, 0) as fired_for,
    cast(coalesce(fired.awards, 0) as bigint) as awards,
    cast(coalesce(fired.points, 0) as double) as points,
    fired.last_on
from lead_scoring_policy.policy_rules as rules
left join fired
    on rules.rule_id = fired.rule_id
    and rules.valid_from = fired.rule_valid_from
where rules.model_id = $model_id
    and rules.valid_from <= $as_of
    and rules.valid_to > $as_of
order by rules.dimension, fired_for desc, rules.rule_id
