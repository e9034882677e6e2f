-- One row per scored day and rule version in force on it, for the models in force on it.
-- A version in force is scored as if it always had been.

with as_of_days as (

    select * from {{ ref('lead_scoring', 'as_of_days') }}

),

scored_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }}

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

)

select
    as_of_days.as_of,
    scored_rules.*
from as_of_days
inner join scored_rules
    on scored_rules.valid_from <= as_of_days.as_of
    and scored_rules.valid_to > as_of_days.as_of
inner join policy_models
    on scored_rules.model_id = policy_models.model_id
    and policy_models.valid_from <= as_of_days.as_of
    and policy_models.valid_to > as_of_days.as_of
