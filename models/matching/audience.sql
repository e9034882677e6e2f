-- One row per model, contact and scored day in the model's audience: exactly the contacts that get a score.
-- A model without audience conditions takes everyone.

with subjects as (

    select * from {{ ref('lead_scoring', 'subjects') }}

),

scored_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }} where is_scored

),

audience_owners as (

    select distinct model_id from {{ ref('lead_scoring', 'scored_owners') }} where owner_type = 'audience'

),

met_audiences as (

    select distinct contact_id, as_of, model_id
    from {{ ref('lead_scoring', 'met_alternatives') }}
    where owner_type = 'audience'

)

select
    scored_models.model_id,
    subjects.contact_id,
    subjects.as_of,
    subjects.company_id,
    subjects.known_by,
    subjects.exists_from
from subjects
inner join scored_models
    on subjects.as_of >= scored_models.valid_from
    and subjects.as_of < scored_models.valid_to
left join audience_owners on scored_models.model_id = audience_owners.model_id
left join met_audiences
    on subjects.contact_id = met_audiences.contact_id
    and subjects.as_of = met_audiences.as_of
    and scored_models.model_id = met_audiences.model_id
where audience_owners.model_id is null
    or met_audiences.model_id is not null
