-- One row per MQL policy and dimension that it sets a minimum for.
-- Read from pieces `dimension:number` between `|`.

with policy_mql as (

    select * from {{ ref('lead_scoring', 'policy_mql') }}

),

list_positions as (

    select * from {{ ref('lead_scoring', 'list_positions') }}

),

pieces as (

    select
        policy_mql.model_id,
        policy_mql.mql_policy_id,
        {{ clean_text(nth_part('policy_mql.min_dimension_scores', '|', 'list_positions.position')) }} as piece
    from policy_mql
    cross join list_positions
    where policy_mql.min_dimension_scores is not null

)

select
    model_id,
    mql_policy_id,
    {{ clean_text(nth_part('piece', ':', '1')) }} as dimension,
    {{ policy_number('substring(piece, ' ~ dbt.position("':'", 'piece') ~ ' + 1)') }} as min_score
from pieces
where piece is not null
