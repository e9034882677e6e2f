-- One row per model with a company roll-up, company and scored day: its published score, grade and what it says about MQA.
-- enters: score, engaged contacts and coverage reach their minimums. falls: the score is below the exit score or one of the
-- other minimums is no longer met.

with company_points as (

    select
        *,
        cast(round(clamped_points, 0) as integer) as score
    from {{ ref('lead_scoring', 'company_points') }}

),

company_rollups as (

    select * from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

company_coverage as (

    select * from {{ ref('lead_scoring', 'company_coverage') }}

),

committee_models as (

    select distinct model_id from {{ ref('lead_scoring', 'committee_roles') }}

),

company_bands as (

    select * from {{ ref('lead_scoring', 'bands_in_force') }} where dimension = 'company'

),

covered as (

    select
        company_points.*,
        case
            when committee_models.model_id is not null then coalesce(company_coverage.committee_coverage, 0)
        end as committee_coverage
    from company_points
    left join company_coverage
        on company_points.model_id = company_coverage.model_id
        and company_points.company_id = company_coverage.company_id
        and company_points.as_of = company_coverage.as_of
    left join committee_models on company_points.model_id = committee_models.model_id

)

select
    covered.*,
    company_bands.band as grade,
    company_bands.label,
    coalesce(
        covered.score >= company_rollups.mqa_enter_score
        and covered.engaged_contacts >= company_rollups.min_engaged
        and coalesce(covered.committee_coverage, 0) >= company_rollups.min_coverage,
        false
    ) as enters,
    coalesce(covered.score < company_rollups.mqa_exit_score, true)
    or covered.engaged_contacts < company_rollups.min_engaged
    or coalesce(covered.committee_coverage, 0) < company_rollups.min_coverage as falls
from covered
inner join company_rollups on covered.model_id = company_rollups.model_id
left join company_bands
    on covered.model_id = company_bands.model_id
    and covered.as_of = company_bands.as_of
    and (company_bands.min_score is null or company_bands.min_score <= covered.score)
    and (company_bands.below_score is null or company_bands.below_score > covered.score)
