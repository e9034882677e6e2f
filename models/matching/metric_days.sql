-- One row per contact, state of knowledge, metric and day on which the metric's activities happened.
-- An activity counts once, though several alternatives of the metric hold.

with counted_activities as (

    select * from {{ ref('lead_scoring', 'counted_activities') }}

),

metric_sets as (

    select distinct
        rule_set_members.rule_set_no,
        scored_owners.owner_id as metric_id
    from {{ ref('lead_scoring', 'rule_set_members') }} as rule_set_members
    inner join {{ ref('lead_scoring', 'scored_owners') }} as scored_owners
        on rule_set_members.owner_no = scored_owners.owner_no
    where scored_owners.owner_type = 'metric'

)

select
    counted_activities.contact_id,
    counted_activities.known_by,
    metric_sets.metric_id,
    counted_activities.activity_date,
    sum(counted_activities.activities) as activities,
    cast(sum(counted_activities.value_sum) as numeric(28, 6)) as value_sum
from counted_activities
inner join metric_sets on counted_activities.rule_set_no = metric_sets.rule_set_no
group by
    counted_activities.contact_id,
    counted_activities.known_by,
    metric_sets.metric_id,
    counted_activities.activity_date
