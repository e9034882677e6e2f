-- One row per model, contact, scored day and dimension: its published score and band (null: the dimension has no bands).
-- The score is before the weight, rounded half away from zero.

{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with dimension_points as (

    select
        model_id,
        contact_id,
        as_of,
        dimension,
        cast(round(clamped_points, 0) as integer) as score
    from {{ ref('lead_scoring', 'dimension_points') }}

),

bands_in_force as (

    select * from {{ ref('lead_scoring', 'bands_in_force') }}

)

select
    dimension_points.model_id,
    dimension_points.contact_id,
    dimension_points.as_of,
    dimension_points.dimension,
    dimension_points.score,
    bands_in_force.band
from dimension_points
left join bands_in_force
    on dimension_points.model_id = bands_in_force.model_id
    and dimension_points.as_of = bands_in_force.as_of
    and dimension_points.dimension = bands_in_force.dimension
    and (bands_in_force.min_score is null or bands_in_force.min_score <= dimension_points.score)
    and (bands_in_force.below_score is null or bands_in_force.below_score > dimension_points.score)
