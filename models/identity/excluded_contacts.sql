-- One row per contact that a hygiene rule keeps from being scored, with the first of these rules.
-- It stays in the contacts, and is in rejected_rows with the rule as its reason.

select
    contact_id,
    min(rule_id) as rule_id
from {{ ref('lead_scoring', 'contact_marks') }}
where is_excluded
group by contact_id
