-- One row per model, scored day and thing that is bounded for everybody (a group, a dimension, the total).
-- Where several caps and clamps bind the same thing the tightest bounds hold; null means no bound.

with caps_in_force as (

    select * from {{ ref('lead_scoring', 'caps_in_force') }} where owner_no is null

)

select
    model_id,
    as_of,
    scope,
    dimension,
    cap_group,
    max(case when best_of then 1 else 0 end) = 1 as best_of,
    cast(max(min_score) as numeric(12, 4)) as min_score,
    cast(min(max_score) as numeric(12, 4)) as max_score
from caps_in_force
group by model_id, as_of, scope, dimension, cap_group
