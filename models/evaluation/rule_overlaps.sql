-- One row per evaluated model and pair of rules that fired for the same contact-days: how many, and their share of those for which at least
-- one of the two fired. Rules that overlap nearly wholly say the same thing twice.

{{ config(enabled=evaluates()) }}

with rule_firings as (

    select * from {{ ref('lead_scoring', 'rule_firings') }}

),

fired as (

    select
        model_id,
        rule_id,
        count(*) as fired
    from rule_firings
    group by model_id, rule_id

),

pairs as (

    select
        one.model_id,
        one.rule_id,
        other.rule_id as other_rule_id,
        count(*) as fired_both
    from rule_firings as one
    inner join rule_firings as other
        on one.model_id = other.model_id
        and one.as_of = other.as_of
        and one.contact_id = other.contact_id
        and one.rule_id <> other.rule_id
    group by one.model_id, one.rule_id, other.rule_id

)

select
    pairs.model_id,
    pairs.rule_id,
    pairs.other_rule_id,
    cast(pairs.fired_both as bigint) as fired_both,
    {{ exact_ratio('pairs.fired_both', 'one.fired + other.fired - pairs.fired_both') }} as overlap
from pairs
inner join fired as one
    on pairs.model_id = one.model_id
    and pairs.rule_id = one.rule_id
inner join fired as other
    on pairs.model_id = other.model_id
    and pairs.other_rule_id = other.rule_id
