-- One row per contact, scored day and median metric with a value in its window: the median of activity.value.
-- The only metric that must see single activities; rounded to 6 decimals half away from zero.

with subjects as (

    select * from {{ ref('lead_scoring', 'subjects') }}

),

median_metrics as (

    select
        policy_metrics.*,
        rule_set_members.rule_set_no
    from {{ ref('lead_scoring', 'policy_metrics') }} as policy_metrics
    inner join {{ ref('lead_scoring', 'scored_owners') }} as scored_owners
        on scored_owners.owner_type = 'metric'
        and policy_metrics.metric_id = scored_owners.owner_id
    inner join {{ ref('lead_scoring', 'rule_set_members') }} as rule_set_members
        on scored_owners.owner_no = rule_set_members.owner_no
    where policy_metrics.measure = 'median'

),

metric_sets as (

    select distinct metric_id, window_days, rule_set_no
    from median_metrics

),

counted_activities as (

    select * from {{ ref('lead_scoring', 'counted_activities') }} where single_value is not null

),

counted as (

    select
        subjects.contact_id,
        subjects.as_of,
        metric_sets.metric_id,
        counted_activities.single_value as value,
        sum(counted_activities.activities) as activities
    from subjects
    inner join counted_activities
        on subjects.contact_id = counted_activities.contact_id
        and subjects.known_by = counted_activities.known_by
        and subjects.as_of >= counted_activities.activity_date
    inner join metric_sets
        on counted_activities.rule_set_no = metric_sets.rule_set_no
        and (
            metric_sets.window_days is null
            or {{ days_between('counted_activities.activity_date', 'subjects.as_of') }} < metric_sets.window_days
        )
    group by subjects.contact_id, subjects.as_of, metric_sets.metric_id, counted_activities.single_value

),

{# A value stands on the places after `places_before` up to `places_to` of all `places`, in order. -#}
placed as (

    select
        contact_id,
        as_of,
        metric_id,
        value,
        sum(activities) over (partition by contact_id, as_of, metric_id) as places,
        sum(activities) over (
            partition by contact_id, as_of, metric_id order by value rows between unbounded preceding and current row
        ) as places_to,
        sum(activities) over (
            partition by contact_id, as_of, metric_id order by value rows between unbounded preceding and current row
        ) - activities as places_before
    from counted

),

{# The two middle places, which are one and the same when their number is odd. -#}
middle as (

    select
        *,
        case when (places + mod(places, 2)) between 2 * places_before + 1 and 2 * places_to then 1 else 0 end
        + case when (places + 2 - mod(places, 2)) between 2 * places_before + 1 and 2 * places_to then 1 else 0 end
            as middles
    from placed

)

select
    contact_id,
    as_of,
    metric_id,
    {{ exact_ratio('sum(value * middles)', 'sum(middles)') }} as median_value
from middle
where middles > 0
group by contact_id, as_of, metric_id
