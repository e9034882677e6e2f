-- One row per bound of the policy: caps, and the clamps that stand with dimensions and models.
-- cap_id is null for the clamps, which bind everyone; a cap with conditions binds only contacts who meet them.

with score_caps as (

    select * from {{ lead_scoring.policy_relation('score_caps') }} as score_caps

),

policy_dimensions as (

    select * from {{ ref('lead_scoring', 'policy_dimensions') }}

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

)

select
    {{ clean_text('model_id') }} as model_id,
    {{ clean_text('cap_id') }} as cap_id,
    {{ policy_word('scope') }} as scope,
    {{ clean_text('dimension') }} as dimension,
    {{ clean_text('cap_group') }} as cap_group,
    {{ policy_switch('best_of') }} as best_of,
    {{ policy_number('min_score') }} as min_score,
    {{ policy_number('max_score') }} as max_score,
    {{ policy_valid_from('valid_from') }} as valid_from,
    {{ policy_valid_to('valid_to') }} as valid_to
from score_caps

union all

select
    model_id,
    null as cap_id,
    'dimension' as scope,
    dimension,
    null as cap_group,
    false as best_of,
    min_score,
    max_score,
    cast('0001-01-01' as date) as valid_from,
    cast('9999-12-31' as date) as valid_to
from policy_dimensions
where min_score is not null or max_score is not null

union all

select
    model_id,
    null as cap_id,
    'model' as scope,
    null as dimension,
    null as cap_group,
    false as best_of,
    min_score,
    max_score,
    cast('0001-01-01' as date) as valid_from,
    cast('9999-12-31' as date) as valid_to
from policy_models
where min_score is not null or max_score is not null
