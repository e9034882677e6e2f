-- One row per model, contact, scored day and thing that is bounded by a cap whose conditions the contact meets.
-- The bounds of everybody are among the tightest that hold, so that they need not be looked up besides; null means no bound.

with conditional_caps as (

    select * from {{ ref('lead_scoring', 'caps_in_force') }} where owner_no is not null

),

met_alternatives as (

    select * from {{ ref('lead_scoring', 'met_alternatives') }} where owner_type = 'cap'

),

bounds as (

    select * from {{ ref('lead_scoring', 'bounds') }}

),

met_caps as (

    select
        conditional_caps.model_id,
        met_alternatives.contact_id,
        conditional_caps.as_of,
        conditional_caps.scope,
        conditional_caps.dimension,
        conditional_caps.cap_group,
        max(case when conditional_caps.best_of then 1 else 0 end) as best_of,
        max(conditional_caps.min_score) as min_score,
        min(conditional_caps.max_score) as max_score
    from met_alternatives
    inner join conditional_caps
        on met_alternatives.owner_no = conditional_caps.owner_no
        and met_alternatives.as_of = conditional_caps.as_of
    group by
        conditional_caps.model_id,
        met_alternatives.contact_id,
        conditional_caps.as_of,
        conditional_caps.scope,
        conditional_caps.dimension,
        conditional_caps.cap_group

)

select
    met_caps.model_id,
    met_caps.contact_id,
    met_caps.as_of,
    met_caps.scope,
    met_caps.dimension,
    met_caps.cap_group,
    met_caps.best_of = 1 or coalesce(bounds.best_of, false) as best_of,
    cast(
        greatest(coalesce(met_caps.min_score, bounds.min_score), coalesce(bounds.min_score, met_caps.min_score))
        as numeric(12, 4)
    ) as min_score,
    cast(
        least(coalesce(met_caps.max_score, bounds.max_score), coalesce(bounds.max_score, met_caps.max_score))
        as numeric(12, 4)
    ) as max_score
from met_caps
left join bounds
    on met_caps.model_id = bounds.model_id
    and met_caps.as_of = bounds.as_of
    and met_caps.scope = bounds.scope
    and coalesce(met_caps.dimension, '') = coalesce(bounds.dimension, '')
    and coalesce(met_caps.cap_group, '') = coalesce(bounds.cap_group, '')
