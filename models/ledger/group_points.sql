-- One row per model, contact, scored day and cap group that fired or whose bounds exclude 0: its points before and after its cap.
-- A best_of group counts only its best rule; a group in which nothing fired is 0 before its bounds.

with capped_rules as (

    select * from {{ ref('lead_scoring', 'capped_rules') }} where cap_group is not null

),

audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

group_bounds as (

    select * from {{ ref('lead_scoring', 'bounds') }} where scope = 'group'

),

contact_group_bounds as (

    select * from {{ ref('lead_scoring', 'contact_bounds') }} where scope = 'group'

),

parts as (

    select model_id, contact_id, as_of, dimension, cap_group, capped_points
    from capped_rules

    union all

    select
        audience.model_id, audience.contact_id, audience.as_of,
        group_bounds.dimension, group_bounds.cap_group, null as capped_points
    from audience
    inner join group_bounds on audience.model_id = group_bounds.model_id and audience.as_of = group_bounds.as_of
    where group_bounds.min_score > 0 or group_bounds.max_score < 0

    union all

    select
        audience.model_id, audience.contact_id, audience.as_of,
        contact_group_bounds.dimension, contact_group_bounds.cap_group, null as capped_points
    from audience
    inner join contact_group_bounds
        on audience.model_id = contact_group_bounds.model_id
        and audience.contact_id = contact_group_bounds.contact_id
        and audience.as_of = contact_group_bounds.as_of
    where contact_group_bounds.min_score > 0 or contact_group_bounds.max_score < 0

),

sums as (

    select
        model_id,
        contact_id,
        as_of,
        dimension,
        cap_group,
        coalesce(sum(capped_points), 0) as points,
        coalesce(max(capped_points), 0) as best_points
    from parts
    group by model_id, contact_id, as_of, dimension, cap_group

),

bounded as (

    select
        sums.*,
        case
            when coalesce(contact_group_bounds.best_of, group_bounds.best_of, false) then sums.best_points
            else sums.points
        end as counted_points,
        coalesce(contact_group_bounds.min_score, group_bounds.min_score) as min_score,
        coalesce(contact_group_bounds.max_score, group_bounds.max_score) as max_score
    from sums
    left join group_bounds
        on sums.model_id = group_bounds.model_id
        and sums.as_of = group_bounds.as_of
        and sums.dimension = group_bounds.dimension
        and sums.cap_group = group_bounds.cap_group
    left join contact_group_bounds
        on sums.model_id = contact_group_bounds.model_id
        and sums.contact_id = contact_group_bounds.contact_id
        and sums.as_of = contact_group_bounds.as_of
        and sums.dimension = contact_group_bounds.dimension
        and sums.cap_group = contact_group_bounds.cap_group

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
