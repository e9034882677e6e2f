-- One row per model, contact, scored day and cap group that fired or is bounded: its points before and after its cap.
-- A best_of group counts only its best rule; a group in which nothing fired is 0 before its bounds.

with capped_rules as (

    select * from {{ ref('lead_scoring', 'capped_rules') }} where cap_group is not null

),

group_bounds as (

    select * from {{ ref('lead_scoring', 'bounds') }} where scope = 'group'

),

fired_groups as (

    select
        model_id,
        contact_id,
        as_of,
        dimension,
        cap_group,
        sum(capped_points) as points,
        max(capped_points) as best_points
    from capped_rules
    group by model_id, contact_id, as_of, dimension, cap_group

),

bounded as (

    select
        coalesce(fired_groups.model_id, group_bounds.model_id) as model_id,
        coalesce(fired_groups.contact_id, group_bounds.contact_id) as contact_id,
        coalesce(fired_groups.as_of, group_bounds.as_of) as as_of,
        coalesce(fired_groups.dimension, group_bounds.dimension) as dimension,
        coalesce(fired_groups.cap_group, group_bounds.cap_group) as cap_group,
        coalesce(fired_groups.points, 0) as points,
        case
            when group_bounds.best_of then coalesce(fired_groups.best_points, 0)
            else coalesce(fired_groups.points, 0)
        end as counted_points,
        group_bounds.min_score,
        group_bounds.max_score
    from fired_groups
    full outer join group_bounds
        on fired_groups.model_id = group_bounds.model_id
        and fired_groups.contact_id = group_bounds.contact_id
        and fired_groups.as_of = group_bounds.as_of
        and fired_groups.dimension = group_bounds.dimension
        and fired_groups.cap_group = group_bounds.cap_group

)

select
    model_id,
    contact_id,
    as_of,
    dimension,
    cap_group,
    cast(points as numeric(28, 6)) as points,
    {{ clamp('counted_points', 'min_score', 'max_score') }} as capped_points
from bounded
