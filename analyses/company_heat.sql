-- Which companies are warm? Score, people engaged, roles of the buying committee that are covered, and how the contacts moved in 7 days.
-- The thirty highest of each model.

{{ config(group='lead_scoring') }}

with movement as (

    select
        contact_scores.model_id,
        contact_scores.company_id,
        count(*) as contacts,
        sum(case when contact_scores.is_mql then 1 else 0 end) as mqls,
        sum(contact_scores.change_7d) as contact_points_7d,
        max(contact_scores.last_activity_at) as last_activity_at
    from {{ ref('lead_scoring', 'contact_scores') }} as contact_scores
    where contact_scores.company_id is not null
    group by contact_scores.model_id, contact_scores.company_id

),

ranked as (

    select
        *,
        row_number() over (partition by model_id order by score desc, company_id) as company_rank
    from {{ ref('lead_scoring', 'company_scores') }}

)

select
    ranked.model_id,
    ranked.company_rank,
    ranked.company_id,
    ranked.company_name,
    ranked.score,
    ranked.grade,
    ranked.is_mqa,
    ranked.engaged_contacts,
    ranked.committee_coverage,
    ranked.top_contact_id,
    movement.contacts,
    movement.mqls,
    movement.contact_points_7d,
    movement.last_activity_at
from ranked
left join movement
    on ranked.model_id = movement.model_id
    and ranked.company_id = movement.company_id
where ranked.company_rank <= 30
order by ranked.model_id, ranked.company_rank
