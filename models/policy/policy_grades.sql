-- One row per cell of a model's grade matrix, typed.
-- A model without rows here is graded by the band of its total.

with grade_matrix as (

    select * from {{ lead_scoring.policy_relation('grade_matrix') }} as grade_matrix

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('row_dimension') }} as row_dimension,
    {{ clean_text('row_band') }} as row_band,
    {{ clean_text('column_dimension') }} as column_dimension,
    {{ clean_text('column_band') }} as column_band,
    {{ clean_text('grade') }} as grade,
    {{ clean_text('label') }} as label,
    {{ clean_text('next_action') }} as next_action
from grade_matrix
