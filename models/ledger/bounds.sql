-- One row per model, contact, scored day and thing that is bounded for this contact (a group, a dimension, the total).
-- Where several caps and clamps bind the same thing the tightest bounds hold; null means no bound.

with audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

policy_caps as (

    select * from {{ ref('lead_scoring', 'policy_caps') }}

),

cap_owners as (

    select owner_no, model_id, owner_id as cap_id
    from {{ ref('lead_scoring', 'scored_owners') }}
    where owner_type = 'cap'

),

met_caps as (

    select distinct contact_id, as_of, owner_no
    from {{ ref('lead_scoring', 'met_alternatives') }}
    where owner_type = 'cap'

)

select
    audience.model_id,
    audience.contact_id,
    audience.as_of,
    policy_caps.scope,
    policy_caps.dimension,
    policy_caps.cap_group,
    max(case when policy_caps.best_of then 1 else 0 end) = 1 as best_of,
    cast(max(policy_caps.min_score) as numeric(12, 4)) as min_score,
    cast(min(policy_caps.max_score) as numeric(12, 4)) as max_score
from audience
inner join policy_caps
    on audience.model_id = policy_caps.model_id
    and audience.as_of >= policy_caps.valid_from
    and audience.as_of < policy_caps.valid_to
left join cap_owners
    on policy_caps.model_id = cap_owners.model_id
    and policy_caps.cap_id = cap_owners.cap_id
left join met_caps
    on audience.contact_id = met_caps.contact_id
    and audience.as_of = met_caps.as_of
    and cap_owners.owner_no = met_caps.owner_no
where cap_owners.owner_no is null
    or met_caps.owner_no is not null
group by
    audience.model_id,
    audience.contact_id,
    audience.as_of,
    policy_caps.scope,
    policy_caps.dimension,
    policy_caps.cap_group
