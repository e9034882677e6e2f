-- One row per contact, state of knowledge, day and rule set: how many activities, and the sum of their values (0 without any).
-- The compact table that all scoring reads instead of the raw activities.

with activity_rule_sets as (

    select * from {{ ref('activity_rule_sets') }}

)

select
    contact_id,
    known_by,
    activity_date,
    rule_set_no,
    cast(count(*) as bigint) as activities,
    cast(coalesce(sum(value), 0) as numeric(28, 6)) as value_sum
from activity_rule_sets
group by contact_id, known_by, activity_date, rule_set_no
