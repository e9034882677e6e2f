-- One row per scored day and cap or clamp in force on it.
-- owner_no is that of its conditions, and null for those that bind everybody.

with as_of_days as (

    select * from {{ ref('lead_scoring', 'as_of_days') }}

),

policy_caps as (

    select * from {{ ref('lead_scoring', 'policy_caps') }}

),

cap_owners as (

    select owner_no, model_id, owner_id as cap_id
    from {{ ref('lead_scoring', 'scored_owners') }}
    where owner_type = 'cap'

)

select
    as_of_days.as_of,
    policy_caps.model_id,
    cap_owners.owner_no,
    policy_caps.scope,
    policy_caps.dimension,
    policy_caps.cap_group,
    policy_caps.best_of,
    policy_caps.min_score,
    policy_caps.max_score
from as_of_days
inner join policy_caps
    on policy_caps.valid_from <= as_of_days.as_of
    and policy_caps.valid_to > as_of_days.as_of
left join cap_owners
    on policy_caps.model_id = cap_owners.model_id
    and policy_caps.cap_id = cap_owners.cap_id
