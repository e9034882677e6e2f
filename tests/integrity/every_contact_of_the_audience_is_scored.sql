-- Invariant: exactly the contacts of a model's audience have a score, every one with every dimension of the model, once.

with expected as (

    select
        audience.model_id,
        audience.contact_id,
        audience.as_of,
        policy_dimensions.dimension
    from {{ ref('lead_scoring', 'audience') }} as audience
    inner join {{ ref('lead_scoring', 'policy_dimensions') }} as policy_dimensions
        on audience.model_id = policy_dimensions.model_id

),

scored as (

    select
        total_scores.model_id,
        total_scores.contact_id,
        total_scores.as_of,
        dimension_scores.dimension
    from {{ ref('lead_scoring', 'total_scores') }} as total_scores
    inner join {{ ref('lead_scoring', 'dimension_scores') }} as dimension_scores
        on total_scores.model_id = dimension_scores.model_id
        and total_scores.contact_id = dimension_scores.contact_id
        and total_scores.as_of = dimension_scores.as_of

),

counted as (

    select model_id, contact_id, as_of, dimension, 1 as expected_rows, 0 as scored_rows from expected
    union all
    select model_id, contact_id, as_of, dimension, 0 as expected_rows, 1 as scored_rows from scored

)

select
    counted.model_id,
    counted.contact_id,
    counted.as_of,
    counted.dimension,
    sum(counted.expected_rows) as expected_rows,
    sum(counted.scored_rows) as scored_rows
from counted
group by counted.model_id, counted.contact_id, counted.as_of, counted.dimension
having sum(counted.expected_rows) <> 1 or sum(counted.scored_rows) <> 1
