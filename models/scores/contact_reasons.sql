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

fitting as (

    select * from placed where joined_length <= 255

)

select
    model_id,
    contact_id,
    {{ join_text("case when direction = 'up' then label end", '; ', 'joined_length') }} as reasons_up,
    {{ join_text("case when direction = 'down' then label end", '; ', 'joined_length') }} as reasons_down
from fitting
group by model_id, contact_id
