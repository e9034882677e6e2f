-- One row per rule in force on as_of that has not fired for anyone on the scored days: misspelt, or waiting for its campaign.
-- A warning, never an error.

with fired as (

    select distinct rule_no from {{ ref('lead_scoring', 'awards_by_day') }}
    union distinct
    select distinct rule_no from {{ ref('lead_scoring', 'inactivity_awards') }}
    union distinct
    select distinct rule_no from {{ ref('lead_scoring', 'frequency_awards') }}
    union distinct
    select distinct rule_no from {{ ref('lead_scoring', 'met_attribute_rules') }}

)

select
    rules_in_force.model_id,
    rules_in_force.rule_id
from {{ ref('lead_scoring', 'rules_in_force') }} as rules_in_force
left join fired on rules_in_force.rule_no = fired.rule_no
where fired.rule_no is null
    and rules_in_force.as_of = {{ as_of() }}
