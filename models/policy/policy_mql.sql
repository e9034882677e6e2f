-- One row per way to become an MQL (rows of a model are alternatives), typed.
-- A contact qualifies by a row when every minimum and grade that the row sets is met.

with mql_policies as (

    select * from {{ lead_scoring.policy_relation('mql_policies') }} as mql_policies

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('mql_policy_id') }} as mql_policy_id,
    {{ policy_number('min_score') }} as min_score,
    {{ clean_text('grades') }} as grades,
    {{ clean_text('min_dimension_scores') }} as min_dimension_scores
from mql_policies
