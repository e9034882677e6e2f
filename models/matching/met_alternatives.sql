-- One row per contact, scored day and alternative whose contact and company conditions all hold on that day.
-- Alternatives that only look at activities are not here: they ask nothing of the contact.

with met_conditions as (

    select * from {{ ref('lead_scoring', 'met_conditions') }}

),

alternative_conditions as (

    select * from {{ ref('lead_scoring', 'scored_alternative_conditions') }} where not is_activity

),

scored_alternatives as (

    select * from {{ ref('lead_scoring', 'scored_alternatives') }} where owner_type <> 'company_rule'

),

counted as (

    select
        met_conditions.contact_id,
        met_conditions.as_of,
        alternative_conditions.alternative_no,
        count(*) as conditions
    from met_conditions
    inner join alternative_conditions on met_conditions.condition_no = alternative_conditions.condition_no
    group by met_conditions.contact_id, met_conditions.as_of, alternative_conditions.alternative_no

)

select
    counted.contact_id,
    counted.as_of,
    scored_alternatives.alternative_no,
    scored_alternatives.owner_no,
    scored_alternatives.owner_type,
    scored_alternatives.model_id
from counted
inner join scored_alternatives
    on counted.alternative_no = scored_alternatives.alternative_no
    and counted.conditions = scored_alternatives.entity_conditions
