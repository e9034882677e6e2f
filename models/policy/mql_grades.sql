-- One row per MQL policy and grade that meets it.
-- Read from pieces between `|`; a policy without grades has no row.

with policy_mql as (

    select * from {{ ref('lead_scoring', 'policy_mql') }}

),

list_positions as (

    select * from {{ ref('lead_scoring', 'list_positions') }}

)

select distinct
    policy_mql.model_id,
    policy_mql.mql_policy_id,
    {{ clean_text(nth_part('policy_mql.grades', '|', 'list_positions.position')) }} as grade
from policy_mql
cross join list_positions
where policy_mql.grades is not null
    and {{ clean_text(nth_part('policy_mql.grades', '|', 'list_positions.position')) }} is not null
