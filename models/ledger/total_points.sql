-- One row per model, contact and scored day: the weighted sum of the dimensions before and after the model's clamp.
-- clamped_points is the score before rounding.

with dimension_points as (

    select * from {{ ref('lead_scoring', 'dimension_points') }}

),

model_bounds as (

    select * from {{ ref('lead_scoring', 'bounds') }} where scope = 'model'

),

contact_model_bounds as (

    select * from {{ ref('lead_scoring', 'contact_bounds') }} where scope = 'model'

),

sums as (

    select
        model_id,
        contact_id,
        as_of,
        cast(sum(weighted_points) as numeric(28, 6)) as points
    from dimension_points
    group by model_id, contact_id, as_of

),

bounded as (

    select
        sums.*,
        coalesce(contact_model_bounds.min_score, model_bounds.min_score) as min_score,
        coalesce(contact_model_bounds.max_score, model_bounds.max_score) as max_score
    from sums
    left join model_bounds
        on sums.model_id = model_bounds.model_id
        and sums.as_of = model_bounds.as_of
    left join contact_model_bounds
        on sums.model_id = contact_model_bounds.model_id
        and sums.contact_id = contact_model_bounds.contact_id
        and sums.as_of = contact_model_bounds.as_of

)

select
    model_id,
    contact_id,
    as_of,
    points,
    {{ clamp('points', 'min_score', 'max_score') }} as clamped_points
from bounded
