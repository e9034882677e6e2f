-- One row per model with wanted committee roles, company and scored day with an engaged contact in one of them:
-- wanted roles found among the engaged contacts / wanted roles.

with contact_engagement as (

    select * from {{ ref('lead_scoring', 'contact_engagement') }} where is_engaged

),

committee_roles as (

    select
        *,
        count(*) over (partition by model_id) as wanted_roles
    from {{ ref('lead_scoring', 'committee_roles') }}

),

found as (

    select
        contact_engagement.model_id,
        contact_engagement.company_id,
        contact_engagement.as_of,
        committee_roles.wanted_roles,
        count(distinct committee_roles.role) as found_roles
    from contact_engagement
    inner join committee_roles
        on contact_engagement.model_id = committee_roles.model_id
        and contact_engagement.role = committee_roles.role
    group by
        contact_engagement.model_id,
        contact_engagement.company_id,
        contact_engagement.as_of,
        committee_roles.wanted_roles

)

select
    model_id,
    company_id,
    as_of,
    {{ exact_ratio('found_roles', 'wanted_roles') }} as committee_coverage
from found
