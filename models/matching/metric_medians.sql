-- One row per contact, scored day and median metric with a value in its window: the median of activity.value.
-- The only metric that must see single activities; rounded to 6 decimals half away from zero.

with subjects as (

    select * from {{ ref('subjects') }}

),

median_metrics as (

    select
        policy_metrics.*,
        rule_set_members.rule_set_no
    from {{ ref('policy_metrics') }} as policy_metrics
    inner join {{ ref('scored_owners') }} as scored_owners
        on scored_owners.owner_type = 'metric'
        and policy_metrics.metric_id = scored_owners.owner_id
    inner join {{ ref('rule_set_members') }} as rule_set_members on scored_owners.owner_no = rule_set_members.owner_no
    where policy_metrics.measure = 'median'

),

metric_sets as (

    select distinct metric_id, window_days, rule_set_no
    from median_metrics

),

activity_rule_sets as (

    select * from {{ ref('activity_rule_sets') }} where value is not null

),

ranked as (

    select
        subjects.contact_id,
        subjects.as_of,
        metric_sets.metric_id,
        activity_rule_sets.value,
        row_number() over (
            partition by subjects.contact_id, subjects.as_of, metric_sets.metric_id
            order by activity_rule_sets.value
        ) as value_rank,
        count(*) over (partition by subjects.contact_id, subjects.as_of, metric_sets.metric_id) as value_count
    from subjects
    inner join activity_rule_sets
        on subjects.contact_id = activity_rule_sets.contact_id
        and subjects.known_by = activity_rule_sets.known_by
        and subjects.as_of >= activity_rule_sets.activity_date
    inner join metric_sets
        on activity_rule_sets.rule_set_no = metric_sets.rule_set_no
        and (
            metric_sets.window_days is null
            or {{ days_between('activity_rule_sets.activity_date', 'subjects.as_of') }} < metric_sets.window_days
        )

)

select
    contact_id,
    as_of,
    metric_id,
    {{ exact_ratio('sum(value)', 'count(*)') }} as median_value
from ranked
where value_rank * 2 between value_count and value_count + 2
group by contact_id, as_of, metric_id
