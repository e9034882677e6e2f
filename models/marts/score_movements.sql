-- One row per model, contact, period of 1, 7 or 30 days and line of the ledger that moved in it: why a score moved.
-- sum(points_change) by model, contact and period is the score before rounding on as_of minus that of the day it is compared with.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

ledger_changes as (

    select
        *,
        case when entry_type <> 'model_clamp' then dimension end as dimension_or_none,
        case when entry_type in ('rule', 'rule_cap') then line_id end as rule_id,
        case when entry_type = 'group_cap' then line_id end as cap_group,
        case when points_change > 0 then 'up' else 'down' end as direction,
        entry_type <> 'rule' as is_limit
    from {{ ref('lead_scoring', 'ledger_changes') }}

)

select
    {{ row_hash([
        'ledger_changes.model_id', 'ledger_changes.contact_id', 'ledger_changes.days_back', 'ledger_changes.dimension',
        'ledger_changes.entry_type', 'ledger_changes.line_id'
    ]) }} as score_movement_key,
    ledger_changes.model_id,
    ledger_changes.contact_id,
    ledger_changes.days_back,
    {{ add_days('build.as_of', '-ledger_changes.days_back') }} as compared_with,
    ledger_changes.dimension_or_none as dimension,
    ledger_changes.entry_type,
    ledger_changes.rule_id,
    ledger_changes.cap_group,
    ledger_changes.label,
    ledger_changes.points_before,
    ledger_changes.points_now,
    ledger_changes.points_change,
    ledger_changes.direction,
    cast(
        row_number() over (
            partition by
                ledger_changes.model_id, ledger_changes.contact_id, ledger_changes.days_back, ledger_changes.direction
            order by
                ledger_changes.is_limit, abs(ledger_changes.points_change) desc, ledger_changes.line_id,
                ledger_changes.entry_type, ledger_changes.dimension
        ) as integer
    ) as direction_rank,
    {{ row_hash([
        'ledger_changes.model_id', 'ledger_changes.contact_id', 'ledger_changes.dimension_or_none',
        'ledger_changes.entry_type', 'ledger_changes.rule_id', 'ledger_changes.cap_group'
    ]) }} as ledger_key,
    build.as_of,
    build.build_id
from ledger_changes
cross join build
