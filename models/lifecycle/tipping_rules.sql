-- One row per model, contact and day on which a score made or ended an MQL: the rule that tipped it.
-- It is the rule with points above 0 that rose most since the day before, or the one that fell most in the dwell_days that end on
-- the day, before caps; ties by rule_id. No row when no rule rose or fell.

with policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

),

turns as (

    select
        stage_changes.model_id,
        stage_changes.contact_id,
        stage_changes.on_date,
        stage_changes.published_as,
        case when stage_changes.reason = 'mql_policy' then 1 else -1 end as direction,
        case when stage_changes.reason = 'mql_policy' then 1 else coalesce(policy_models.dwell_days, 1) end as days
    from {{ ref('lead_scoring', 'stage_changes') }} as stage_changes
    left join policy_models on stage_changes.model_id = policy_models.model_id
    where stage_changes.reason in ('mql_policy', 'below_exit')

),

turned_contacts as (

    select distinct model_id, published_as from turns

),

published_ledger as (

    select published_ledger.*
    from {{ ref('lead_scoring', 'published_ledger') }} as published_ledger
    inner join turned_contacts
        on published_ledger.model_id = turned_contacts.model_id
        and published_ledger.contact_id = turned_contacts.published_as
    where published_ledger.entry_type = 'rule'
        and published_ledger.as_of <= {{ as_of() }}

),

{# On any day but these the points of a line are those of the day before. -#}
steps as (

    select
        model_id,
        contact_id as published_as,
        line_id as rule_id,
        as_of,
        coalesce(points, 0) as points,
        coalesce(points, 0) - coalesce(points_before, 0) as points_change
    from published_ledger

),

moves as (

    select
        turns.model_id,
        turns.contact_id,
        turns.on_date,
        steps.rule_id,
        sum(steps.points_change * turns.direction) as size
    from turns
    inner join steps
        on turns.model_id = steps.model_id
        and turns.published_as = steps.published_as
        and turns.on_date >= steps.as_of
        and {{ add_days('turns.on_date', '-turns.days') }} < steps.as_of
        and (turns.direction < 0 or steps.points > 0)
    group by turns.model_id, turns.contact_id, turns.on_date, steps.rule_id

),

ranked as (

    select
        *,
        row_number() over (partition by model_id, contact_id, on_date order by size desc, rule_id) as rank_of_day
    from moves
    where size > 0

)

select
    model_id,
    contact_id,
    on_date,
    rule_id
from ranked
where rank_of_day = 1
