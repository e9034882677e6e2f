-- One row per model, contact, scored day and rule that fired: its points before and after the rule's own max_points.
-- max_points limits the absolute value.

with rule_points as (

    select * from {{ ref('lead_scoring', 'rule_points') }}

)

select
    *,
    {{ clamp('points', '-max_points', 'max_points') }} as capped_points
from rule_points
