-- One row per model and contact on the published day: why the score is up, and why it is down.
-- Labels of rule rows by absolute points, then rule_id, whole labels joined by "; " up to 255 characters (null: none).

with published_days as (

    select as_of from {{ ref('lead_scoring', 'as_of_days') }} where is_published

),

rule_entries as (

    select
        ledger_entries.model_id,
        ledger_entries.contact_id,
        ledger_entries.rule_id,
        ledger_entries.label,
        case when ledger_entries.points > 0 then 'up' else 'down' end as direction,
        abs(ledger_entries.points) as size
    from {{ ref('lead_scoring', 'ledger_entries') }} as ledger_entries
    inner join published_days on ledger_entries.as_of = published_days.as_of
    where ledger_entries.entry_type = 'rule'
        and ledger_entries.points <> 0

),

placed as (

    select
        *,
        sum(length(label) + 2) over (
            partition by model_id, contact_id, direction
            order by size desc, rule_id
            rows between unbounded preceding and current row
        ) - 2 as joined_length
    from rule_entries

),

{# One sorted list per direction: an engine sorts once, not once for each column. -#}
joined as (

    select
        model_id,
        contact_id,
        direction,
        {{ join_text('label', '; ', 'joined_length') }} as reasons
    from placed
    where joined_length <= 255
    group by model_id, contact_id, direction

)

select
    model_id,
    contact_id,
    max(case when direction = 'up' then reasons end) as reasons_up,
    max(case when direction = 'down' then reasons end) as reasons_down
from joined
group by model_id, contact_id
