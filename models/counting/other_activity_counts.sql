-- One row per contact, state of knowledge, day and rule set (and value, where a median reads it) of what `activity_counts` does not
-- remember: changed attributes, outcomes, and the states of knowledge of past days. Built anew each time.

with activity_rule_sets as (

    select * from {{ ref('activity_rule_sets') }} where not is_remembered

),

countable_activities as (

    select * from {{ ref('countable_activities') }} where known_by < {{ known_now() }}

)

select
    contact_id,
    known_by,
    activity_date,
    rule_set_no,
    single_value,
    cast(count(*) as bigint) as activities,
    cast(coalesce(sum(value), 0) as numeric(28, 6)) as value_sum,
    cast(null as timestamp) as last_human_at
from activity_rule_sets
group by contact_id, known_by, activity_date, rule_set_no, single_value

union all

select
    contact_id,
    known_by,
    activity_date,
    0 as rule_set_no,
    cast(null as numeric(28, 6)) as single_value,
    cast(count(*) as bigint) as activities,
    cast(0 as numeric(28, 6)) as value_sum,
    max(case when not is_bot then occurred_at end) as last_human_at
from countable_activities
group by contact_id, known_by, activity_date
