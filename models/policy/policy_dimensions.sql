-- One row per model and dimension, typed.
-- The weight is never null: a blank weight is 1.

with dimensions as (

    select * from {{ lead_scoring.policy_relation('dimensions') }} as dimensions

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('dimension') }} as dimension,
    coalesce({{ clean_text('label') }}, {{ clean_text('dimension') }}) as label,
    coalesce({{ policy_number('weight') }}, 1) as weight,
    {{ policy_number('min_score') }} as min_score,
    {{ policy_number('max_score') }} as max_score
from dimensions
