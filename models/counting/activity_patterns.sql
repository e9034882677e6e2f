-- One row per distinct list of activity conditions that scored rules and metrics ask for, however many ask for it.
-- Activities are matched with these. keeps_values marks patterns of median metrics, which must see single values.

with activity_alternatives as (

    select * from {{ ref('lead_scoring', 'activity_alternatives') }}

),

median_owners as (

    select scored_owners.owner_no
    from {{ ref('lead_scoring', 'scored_owners') }} as scored_owners
    inner join {{ ref('lead_scoring', 'policy_metrics') }} as policy_metrics
        on scored_owners.owner_id = policy_metrics.metric_id
    where scored_owners.owner_type = 'metric'
        and policy_metrics.measure = 'median'

)

select
    cast(dense_rank() over (order by activity_alternatives.pattern_key) as integer) as pattern_no,
    activity_alternatives.pattern_key,
    min(activity_alternatives.alternative_no) as alternative_no,
    max(activity_alternatives.activity_conditions) as activity_conditions,
    max(case when median_owners.owner_no is not null then 1 else 0 end) = 1 as keeps_values
from activity_alternatives
left join median_owners on activity_alternatives.owner_no = median_owners.owner_no
group by activity_alternatives.pattern_key
