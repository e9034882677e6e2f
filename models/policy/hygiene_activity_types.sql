-- One row per hygiene rule, role and type of activity: those that the rule looks at (`judged`), and those after which it counts the
-- seconds (`before`). A rule without a `judged` row looks at every type.

with hygiene_rules as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_rules') }}

),

list_positions as (

    select * from {{ ref('lead_scoring', 'list_positions') }}

),

lists as (

    select rule_id, 'judged' as role, activity_types as types from hygiene_rules where activity_types is not null
    union all
    select rule_id, 'before' as role, after_types as types from hygiene_rules where after_types is not null

)

select distinct
    lists.rule_id,
    lists.role,
    {{ clean_text(nth_part('lists.types', '|', 'list_positions.position')) }} as activity_type
from lists
cross join list_positions
where {{ clean_text(nth_part('lists.types', '|', 'list_positions.position')) }} is not null
