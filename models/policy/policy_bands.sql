-- One row per band of a dimension, of the total or of companies, typed.
-- A null min_score marks the lowest band.

with score_bands as (

    select * from {{ lead_scoring.policy_relation('score_bands') }} as score_bands

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('dimension') }} as dimension,
    {{ clean_text('band') }} as band,
    {{ policy_number('min_score') }} as min_score,
    {{ clean_text('label') }} as label,
    {{ clean_text('next_action') }} as next_action,
    {{ policy_valid_from('valid_from') }} as valid_from,
    {{ policy_valid_to('valid_to') }} as valid_to
from score_bands
