-- One row per model, contact, scored day and attribute rule in force whose conditions hold on that day.
-- Points, resets, qualifications and disqualifications alike.

with audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

attribute_rules as (

    select * from {{ ref('lead_scoring', 'rules_in_force') }} where kind = 'attribute'

),

met_owners as (

    select distinct contact_id, as_of, owner_no
    from {{ ref('lead_scoring', 'met_alternatives') }}
    where owner_type = 'rule'

)

select
    audience.model_id,
    audience.contact_id,
    audience.as_of,
    attribute_rules.rule_no,
    attribute_rules.effect,
    attribute_rules.dimension
from met_owners
inner join attribute_rules
    on met_owners.owner_no = attribute_rules.owner_no
    and met_owners.as_of = attribute_rules.as_of
inner join audience
    on met_owners.contact_id = audience.contact_id
    and met_owners.as_of = audience.as_of
    and attribute_rules.model_id = audience.model_id
