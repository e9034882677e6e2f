-- One row per contact, state of knowledge, metric and day on which the metric's activities happened.
-- An activity counts once, though several alternatives of the metric hold.

with activity_counts as (

    select * from {{ ref('activity_counts') }}

),

metric_sets as (

    select distinct
        rule_set_members.rule_set_no,
        scored_owners.owner_id as metric_id
    from {{ ref('rule_set_members') }} as rule_set_members
    inner join {{ ref('scored_owners') }} as scored_owners on rule_set_members.owner_no = scored_owners.owner_no
    where scored_owners.owner_type = 'metric'

)

select
    activity_counts.contact_id,
    activity_counts.known_by,
    metric_sets.metric_id,
    activity_counts.activity_date,
    sum(activity_counts.activities) as activities,
    sum(activity_counts.value_sum) as value_sum
from activity_counts
inner join metric_sets on activity_counts.rule_set_no = metric_sets.rule_set_no
group by activity_counts.contact_id, activity_counts.known_by, metric_sets.metric_id, activity_counts.activity_date
