-- Invariant: roll-up, company rules and clamp add up to the exact company score, and every company is scored once per day
-- and model with a roll-up.

with rule_points as (

    select
        model_id,
        company_id,
        as_of,
        sum(points) as points
    from {{ ref('lead_scoring', 'met_company_rules') }}
    group by model_id, company_id, as_of

),

company_points as (

    select * from {{ ref('lead_scoring', 'company_points') }}

),

repeated as (

    select model_id, company_id, as_of
    from company_points
    group by model_id, company_id, as_of
    having count(*) > 1

)

select
    company_points.model_id,
    company_points.company_id,
    company_points.as_of
from company_points
left join rule_points
    on company_points.model_id = rule_points.model_id
    and company_points.company_id = rule_points.company_id
    and company_points.as_of = rule_points.as_of
where company_points.rollup_points + coalesce(rule_points.points, 0) <> company_points.points

union all

select model_id, company_id, as_of
from repeated
