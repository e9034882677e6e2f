-- One row per finished snapshot (model, day, contact) and rule that stood in its ledger on the day, with the points it gave after its own
-- limit. A rule of several dimensions fires once.

{{ config(enabled=evaluates()) }}
{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

select
    model_id,
    as_of,
    contact_id,
    line_id as rule_id,
    max(label) as label,
    sum(points) as points
from {{ ref('lead_scoring', 'snapshot_lines') }}
where entry_type in ('rule', 'rule_cap') and label is not null
group by model_id, as_of, contact_id, line_id
