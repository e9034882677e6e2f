-- One row per alternative of an owner that looks at activities: activity, frequency and inactivity rules, and metrics.
-- is_mixed marks owners that also ask who the contact is.

with scored_alternatives as (

    select * from {{ ref('scored_alternatives') }}

),

activity_rules as (

    select distinct owner_no from {{ ref('scored_rules') }} where kind in ('activity', 'frequency', 'inactivity')

)

select
    scored_alternatives.*,
    max(scored_alternatives.entity_conditions) over (partition by scored_alternatives.owner_no) > 0 as is_mixed
from scored_alternatives
left join activity_rules on scored_alternatives.owner_no = activity_rules.owner_no
where scored_alternatives.owner_type = 'metric'
    or activity_rules.owner_no is not null
