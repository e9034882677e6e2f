-- One row per contact, state of knowledge, day and rule set (and value, where a median reads it) of what `activity_counts` does not
-- remember: changed attributes, outcomes, and the states of knowledge of past days. Built anew each time.

select
    contact_id,
    known_by,
    activity_date,
    is_derived,
    rule_set_no,
    single_value,
    cast(count(*) as bigint) as activities,
    cast(coalesce(sum(value), 0) as numeric(28, 6)) as value_sum,
    max(human_at) as last_human_at
from {{ ref('lead_scoring', 'activity_rule_sets') }}
where not is_remembered
group by contact_id, known_by, activity_date, is_derived, rule_set_no, single_value
