-- One row per model, contact, scored day and dimension that was reset by then: the day of its last reset.
-- A reset of `*` resets every dimension; awards on or before that day no longer count.

with reset_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where effect = 'reset'

),

resets as (

    select
        awards_by_day.model_id,
        awards_by_day.contact_id,
        awards_by_day.as_of,
        reset_rules.dimension,
        awards_by_day.activity_date as reset_on
    from {{ ref('lead_scoring', 'awards_by_day') }} as awards_by_day
    inner join reset_rules on awards_by_day.rule_no = reset_rules.rule_no

    union all

    select
        model_id,
        contact_id,
        as_of,
        dimension,
        as_of as reset_on
    from {{ ref('lead_scoring', 'met_attribute_rules') }}
    where effect = 'reset'

),

policy_dimensions as (

    select * from {{ ref('lead_scoring', 'policy_dimensions') }}

)

select
    resets.model_id,
    resets.contact_id,
    resets.as_of,
    policy_dimensions.dimension,
    max(resets.reset_on) as last_reset_on
from resets
inner join policy_dimensions
    on resets.model_id = policy_dimensions.model_id
    and resets.dimension in (policy_dimensions.dimension, '*')
group by resets.model_id, resets.contact_id, resets.as_of, policy_dimensions.dimension
