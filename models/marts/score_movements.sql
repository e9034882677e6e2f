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

),

keyed as (

    select
        *,
        {{ row_hash(['model_id', 'contact_id', 'dimension_or_none', 'entry_type', 'rule_id', 'cap_group']) }}
            as ledger_key
    from ledger_changes

)

select
    keyed.ledger_key || '-' || cast(keyed.days_back as {{ dbt.type_string() }}) as score_movement_key,
    keyed.model_id,
    keyed.contact_id,
    keyed.days_back,
    {{ add_days('build.as_of', '-keyed.days_back') }} as compared_with,
    keyed.dimension_or_none as dimension,
    keyed.entry_type,
    keyed.rule_id,
    keyed.cap_group,
    keyed.label,
    keyed.points_before,
    keyed.points_now,
    keyed.points_change,
    keyed.direction,
    cast(
        row_number() over (
            partition by keyed.model_id, keyed.contact_id, keyed.days_back, keyed.direction
            order by
                keyed.is_limit, abs(keyed.points_change) desc, keyed.line_id, keyed.entry_type, keyed.dimension
        ) as integer
    ) as direction_rank,
    keyed.ledger_key,
    build.as_of,
    build.build_id
from keyed
cross join build
