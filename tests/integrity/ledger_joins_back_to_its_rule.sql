-- Invariant: every rule row of the ledger belongs to exactly one rule version of its model that is in force on its day, with
-- the dimension and label of that version; a rule fires once per contact and day.

select
    ledger_entries.model_id,
    ledger_entries.contact_id,
    ledger_entries.as_of,
    ledger_entries.rule_id,
    count(*) as ledger_rows,
    count(scored_rules.rule_no) as rule_versions
from {{ ref('lead_scoring', 'ledger_entries') }} as ledger_entries
left join {{ ref('lead_scoring', 'scored_rules') }} as scored_rules
    on ledger_entries.model_id = scored_rules.model_id
    and ledger_entries.rule_id = scored_rules.rule_id
    and ledger_entries.dimension = scored_rules.dimension
    and ledger_entries.label = scored_rules.label
    and ledger_entries.as_of >= scored_rules.valid_from
    and ledger_entries.as_of < scored_rules.valid_to
where ledger_entries.entry_type = 'rule'
group by
    ledger_entries.model_id,
    ledger_entries.contact_id,
    ledger_entries.as_of,
    ledger_entries.rule_id
having count(*) <> 1 or count(scored_rules.rule_no) <> 1
