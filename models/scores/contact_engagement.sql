-- One row per model, contact and scored day of contacts with a company, as its company's score sees them.
-- is_engaged: a positive activity award within the roll-up's engaged_days. role: the contact's value of committee_field.

with total_scores as (

    select * from {{ ref('lead_scoring', 'total_scores') }}

),

audience as (

    select * from {{ ref('lead_scoring', 'audience') }} where company_id is not null

),

company_rollups as (

    select * from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

last_engagements as (

    select * from {{ ref('lead_scoring', 'last_engagements') }}

),

contact_values as (

    select * from {{ ref('lead_scoring', 'contact_values') }}

)

select
    audience.model_id,
    audience.company_id,
    audience.contact_id,
    audience.as_of,
    total_scores.score,
    coalesce(
        {{ days_between('last_engagements.last_engaged_on', 'audience.as_of') }} < company_rollups.engaged_days, false
    ) as is_engaged,
    coalesce(contact_values.value_text, '') as role,
    row_number() over (
        partition by audience.model_id, audience.company_id, audience.as_of
        order by total_scores.score desc, audience.contact_id
    ) as company_rank
from audience
inner join company_rollups on audience.model_id = company_rollups.model_id
inner join total_scores
    on audience.model_id = total_scores.model_id
    and audience.contact_id = total_scores.contact_id
    and audience.as_of = total_scores.as_of
left join last_engagements
    on audience.model_id = last_engagements.model_id
    and audience.contact_id = last_engagements.contact_id
    and audience.as_of = last_engagements.as_of
left join contact_values
    on audience.contact_id = contact_values.contact_id
    and company_rollups.committee_field = contact_values.field
    and contact_values.valid_from <= audience.as_of
    and contact_values.valid_to > audience.as_of
