-- One row per model, contact and dimension: the dimension's score and band on as_of.
-- Every contact of contact_scores has every dimension of its model.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

dimension_scores as (

    select * from {{ ref('lead_scoring', 'dimension_scores') }}

)

select
    {{ row_hash(['dimension_scores.model_id', 'dimension_scores.contact_id', 'dimension_scores.dimension']) }}
        as contact_dimension_score_key,
    dimension_scores.model_id,
    dimension_scores.contact_id,
    dimension_scores.dimension,
    dimension_scores.score,
    dimension_scores.band,
    dimension_scores.as_of,
    build.build_id
from dimension_scores
inner join build on dimension_scores.as_of = build.as_of
