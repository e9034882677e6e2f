-- One row per rule in force on the scored day: whom it fires for today, and what it gives. Rules that qualify or disqualify give no
-- points: of them, contacts whose stage they changed are counted. Nothing public says how often a reset happened (null).
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

),

tipped as (

    select
        rule_id,
        count(distinct contact_id) as fired_for,
        count(*) as awards,
        max(on_date) as last_on
    from lifecycle_transitions
    where model_id = $model_id
        and reason in ('qualified', 'disqualified')
    group by rule_id

)

select
    rules.rule_id,
    rules.dimension,
    rules.kind,
    rules.effect,
    rules.label,
    cast(rules.points as double) as points_each,
    case
        when rules.effect = 'points' then coalesce(fired.fired_for, 0)
        when rules.effect in ('qualify', 'disqualify') then coalesce(tipped.fired_for, 0)
    end as fired_for,
    case
        when rules.effect = 'points' then cast(coalesce(fired.awards, 0) as bigint)
        when rules.effect in ('qualify', 'disqualify') then coalesce(tipped.awards, 0)
    end as awards,
    case when rules.effect = 'points' then cast(coalesce(fired.points, 0) as double) end as points,
    case when rules.effect = 'points' then fired.last_on else tipped.last_on end as last_on
from policy_rules as rules
left join fired
    on rules.rule_id = fired.rule_id
    and rules.valid_from = fired.rule_valid_from
left join tipped on rules.rule_id = tipped.rule_id
where rules.model_id = $model_id
    and rules.valid_from <= $as_of
    and rules.valid_to > $as_of
order by rules.dimension nulls last, fired_for desc nulls last, rules.rule_id
