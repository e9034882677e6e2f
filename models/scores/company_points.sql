-- One row per model with a company roll-up, company and scored day: the parts of its score, and the score before rounding.
-- Every company is here; one without contacts has a roll-up of 0.

with companies as (

    select company_id from {{ ref('lead_scoring', 'stg_companies') }}

),

as_of_days as (

    select * from {{ ref('lead_scoring', 'as_of_days') }}

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }} where is_scored

),

company_rollups as (

    select * from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

company_rollup_points as (

    select * from {{ ref('lead_scoring', 'company_rollup_points') }}

),

rule_sums as (

    select
        model_id,
        company_id,
        as_of,
        sum(points) as points
    from {{ ref('lead_scoring', 'met_company_rules') }}
    group by model_id, company_id, as_of

),

summed as (

    select
        company_rollups.model_id,
        companies.company_id,
        as_of_days.as_of,
        company_rollups.method,
        coalesce(company_rollup_points.counted_contacts, 0) as counted_contacts,
        coalesce(company_rollup_points.engaged_contacts, 0) as engaged_contacts,
        company_rollup_points.top_contact_id,
        cast(coalesce(company_rollup_points.points, 0) as numeric(28, 6)) as rollup_points,
        cast(
            coalesce(company_rollup_points.points, 0) + coalesce(rule_sums.points, 0) as numeric(28, 6)
        ) as points,
        company_rollups.min_score,
        company_rollups.max_score
    from companies
    cross join as_of_days
    cross join company_rollups
    inner join policy_models
        on company_rollups.model_id = policy_models.model_id
        and as_of_days.as_of >= policy_models.valid_from
        and as_of_days.as_of < policy_models.valid_to
    left join company_rollup_points
        on company_rollups.model_id = company_rollup_points.model_id
        and companies.company_id = company_rollup_points.company_id
        and as_of_days.as_of = company_rollup_points.as_of
    left join rule_sums
        on company_rollups.model_id = rule_sums.model_id
        and companies.company_id = rule_sums.company_id
        and as_of_days.as_of = rule_sums.as_of

)

select
    model_id,
    company_id,
    as_of,
    method,
    counted_contacts,
    engaged_contacts,
    top_contact_id,
    rollup_points,
    points,
    {{ clamp('points', 'min_score', 'max_score') }} as clamped_points
from summed
