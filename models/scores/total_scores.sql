-- One row per model, contact and scored day: the published score with its grade, label and next action.
-- The grade is the cell of the model's matrix, or the band of the total in a model without a matrix.

{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with total_points as (

    select
        model_id,
        contact_id,
        as_of,
        clamped_points as exact_score,
        cast(round(clamped_points, 0) as integer) as score
    from {{ ref('lead_scoring', 'total_points') }}

),

total_bands as (

    select * from {{ ref('lead_scoring', 'bands_in_force') }} where dimension = 'total'

),

grade_matrix as (

    select * from {{ ref('lead_scoring', 'policy_grades') }}

),

total_scores as (

    select
        total_points.*,
        total_bands.band,
        total_bands.label,
        total_bands.next_action
    from total_points
    left join total_bands
        on total_points.model_id = total_bands.model_id
        and total_points.as_of = total_bands.as_of
        and (total_bands.min_score is null or total_bands.min_score <= total_points.score)
        and (total_bands.below_score is null or total_bands.below_score > total_points.score)

),

contact_bands as (

    select model_id, contact_id, as_of, dimension, band from {{ ref('lead_scoring', 'dimension_scores') }}
    union all
    select model_id, contact_id, as_of, 'total' as dimension, band from total_scores

),

cells as (

    select
        row_bands.model_id,
        row_bands.contact_id,
        row_bands.as_of,
        grade_matrix.grade,
        grade_matrix.label,
        grade_matrix.next_action
    from contact_bands as row_bands
    inner join grade_matrix
        on row_bands.model_id = grade_matrix.model_id
        and row_bands.dimension = grade_matrix.row_dimension
        and row_bands.band = grade_matrix.row_band
    inner join contact_bands as column_bands
        on row_bands.model_id = column_bands.model_id
        and row_bands.contact_id = column_bands.contact_id
        and row_bands.as_of = column_bands.as_of
        and grade_matrix.column_dimension = column_bands.dimension
        and grade_matrix.column_band = column_bands.band

),

matrix_models as (

    select distinct model_id from grade_matrix

)

select
    total_scores.model_id,
    total_scores.contact_id,
    total_scores.as_of,
    total_scores.exact_score,
    total_scores.score,
    case when matrix_models.model_id is not null then cells.grade else total_scores.band end as grade,
    case when matrix_models.model_id is not null then cells.label else total_scores.label end as label,
    case when matrix_models.model_id is not null then cells.next_action else total_scores.next_action end as next_action
from total_scores
left join matrix_models on total_scores.model_id = matrix_models.model_id
left join cells
    on total_scores.model_id = cells.model_id
    and total_scores.contact_id = cells.contact_id
    and total_scores.as_of = cells.as_of
