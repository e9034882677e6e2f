-- One row per evaluated model and rule in force on as_of that gives points: for how many finished contact-days it stood in the ledger and how
-- many of those converted, beside all contact-days whose ledger is remembered, from the day on that the rule's first version is valid from.
-- A rule that never fired has zeros.

{{ config(enabled=evaluates()) }}

with ledger_starts as (

    select model_id, min(as_of) as first_on from {{ ref('lead_scoring', 'published_ledger') }} group by model_id

),

days as (

    select
        snapshots.model_id,
        snapshots.as_of,
        count(*) as examples,
        sum(snapshots.label) as conversions
    from {{ ref('lead_scoring', 'evaluation_snapshots') }} as snapshots
    inner join ledger_starts
        on snapshots.model_id = ledger_starts.model_id
        and snapshots.as_of >= ledger_starts.first_on
    where snapshots.is_finished
    group by snapshots.model_id, snapshots.as_of

),

versions as (

    select
        *,
        min(valid_from) over (partition by model_id, rule_id) as began_on
    from {{ ref('lead_scoring', 'policy_rules') }}

),

rules as (

    select model_id, rule_id, dimension, label, points, began_on
    from versions
    where valid_from <= {{ as_of() }} and valid_to > {{ as_of() }} and effect = 'points'

),

{# Days before there was the rule would say how those days differ from later ones. -#}
totals as (

    select
        rules.model_id,
        rules.rule_id,
        sum(case when days.as_of >= rules.began_on then days.examples else 0 end) as examples,
        sum(case when days.as_of >= rules.began_on then days.conversions else 0 end) as conversions
    from rules
    inner join days on rules.model_id = days.model_id
    group by rules.model_id, rules.rule_id

),

fired as (

    select
        firings.model_id,
        firings.rule_id,
        count(*) as fired,
        sum(firings.label) as fired_conversions,
        sum(firings.points) as points_given
    from {{ ref('lead_scoring', 'rule_firings') }} as firings
    inner join rules
        on firings.model_id = rules.model_id
        and firings.rule_id = rules.rule_id
        and firings.as_of >= rules.began_on
    group by firings.model_id, firings.rule_id

),

last_days as (

    select
        model_id,
        line_id as rule_id,
        max(as_of) as last_day
    from {{ ref('lead_scoring', 'snapshot_lines') }}
    where entry_type = 'rule'
    group by model_id, line_id

),

last_signs as (

    select
        model_id,
        rule_id,
        max(last_on) as last_on
    from {{ ref('lead_scoring', 'score_ledger') }}
    where entry_type = 'rule'
    group by model_id, rule_id

)

select
    rules.model_id,
    rules.rule_id,
    rules.dimension,
    rules.label,
    rules.points,
    cast(coalesce(fired.fired, 0) as bigint) as fired,
    cast(coalesce(fired.fired_conversions, 0) as bigint) as fired_conversions,
    cast(coalesce(fired.points_given, 0) as numeric(28, 6)) as points_given,
    cast(totals.examples as bigint) as examples,
    cast(totals.conversions as bigint) as conversions,
    cast(totals.examples - totals.conversions as bigint) as others,
    coalesce(last_signs.last_on, last_days.last_day) as last_fired_on
from rules
inner join totals
    on rules.model_id = totals.model_id
    and rules.rule_id = totals.rule_id
left join fired
    on rules.model_id = fired.model_id
    and rules.rule_id = fired.rule_id
left join last_days
    on rules.model_id = last_days.model_id
    and rules.rule_id = last_days.rule_id
left join last_signs
    on rules.model_id = last_signs.model_id
    and rules.rule_id = last_signs.rule_id
