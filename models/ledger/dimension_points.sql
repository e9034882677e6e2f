-- One row per model, contact, scored day and dimension of the model: its points before and after its clamp, and weighted.
-- Every contact of the audience has every dimension, also those in which nothing fired.

with audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

policy_dimensions as (

    select * from {{ ref('lead_scoring', 'policy_dimensions') }}

),

parts as (

    select model_id, contact_id, as_of, dimension, capped_points
    from {{ ref('lead_scoring', 'capped_rules') }}
    where cap_group is null

    union all

    select model_id, contact_id, as_of, dimension, capped_points
    from {{ ref('lead_scoring', 'group_points') }}

),

sums as (

    select
        model_id,
        contact_id,
        as_of,
        dimension,
        sum(capped_points) as points
    from parts
    group by model_id, contact_id, as_of, dimension

),

dimension_bounds as (

    select * from {{ ref('lead_scoring', 'bounds') }} where scope = 'dimension'

),

contact_dimension_bounds as (

    select * from {{ ref('lead_scoring', 'contact_bounds') }} where scope = 'dimension'

),

bounded as (

    select
        audience.model_id,
        audience.contact_id,
        audience.as_of,
        policy_dimensions.dimension,
        policy_dimensions.weight,
        cast(coalesce(sums.points, 0) as numeric(28, 6)) as points,
        coalesce(contact_dimension_bounds.min_score, dimension_bounds.min_score) as min_score,
        coalesce(contact_dimension_bounds.max_score, dimension_bounds.max_score) as max_score
    from audience
    inner join policy_dimensions on audience.model_id = policy_dimensions.model_id
    left join sums
        on audience.model_id = sums.model_id
        and audience.contact_id = sums.contact_id
        and audience.as_of = sums.as_of
        and policy_dimensions.dimension = sums.dimension
    left join dimension_bounds
        on audience.model_id = dimension_bounds.model_id
        and audience.as_of = dimension_bounds.as_of
        and policy_dimensions.dimension = dimension_bounds.dimension
    left join contact_dimension_bounds
        on audience.model_id = contact_dimension_bounds.model_id
        and audience.contact_id = contact_dimension_bounds.contact_id
        and audience.as_of = contact_dimension_bounds.as_of
        and policy_dimensions.dimension = contact_dimension_bounds.dimension

),

clamped as (

    select *, {{ clamp('points', 'min_score', 'max_score') }} as clamped_points from bounded

)

select
    model_id,
    contact_id,
    as_of,
    dimension,
    points,
    clamped_points,
    cast(round(cast(clamped_points as {{ type_wide(22, 6) }}) * weight, 6) as numeric(28, 6)) as weighted_points
from clamped
