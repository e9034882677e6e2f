-- Invariant: contact_movement has exactly the contacts of contact_scores, with the same changes and MQLs, and the lines of a period
-- in score_movements differ from its change by at most the point that rounding takes.

with contact_scores as (

    select * from {{ ref('lead_scoring', 'contact_scores') }}

),

contact_movement as (

    select * from {{ ref('lead_scoring', 'contact_movement') }}

),

changes as (

    select model_id, contact_id, 1 as days_back, change_1d as score_change from contact_movement
    union all
    select model_id, contact_id, 7 as days_back, change_7d as score_change from contact_movement
    union all
    select model_id, contact_id, 30 as days_back, change_30d as score_change from contact_movement

),

moved as (

    select
        model_id,
        contact_id,
        days_back,
        sum(points_change) as points_change
    from {{ ref('lead_scoring', 'score_movements') }}
    group by model_id, contact_id, days_back

)

select
    coalesce(contact_scores.model_id, contact_movement.model_id) as model_id,
    coalesce(contact_scores.contact_id, contact_movement.contact_id) as contact_id,
    'differs from contact_scores' as problem
from contact_scores
full outer join contact_movement on contact_scores.contact_score_key = contact_movement.contact_score_key
where contact_scores.score is null
    or contact_movement.score is null
    or contact_scores.score <> contact_movement.score
    or contact_scores.change_7d <> contact_movement.change_7d
    or (contact_scores.change_7d is null) <> (contact_movement.change_7d is null)
    or contact_scores.change_30d <> contact_movement.change_30d
    or (contact_scores.change_30d is null) <> (contact_movement.change_30d is null)
    or (contact_movement.is_new_mql and not contact_scores.is_mql)

union all

select
    moved.model_id,
    moved.contact_id,
    'lines of a period do not sum to its change' as problem
from moved
left join changes
    on moved.model_id = changes.model_id
    and moved.contact_id = changes.contact_id
    and moved.days_back = changes.days_back
where changes.score_change is null
    or abs(moved.points_change - changes.score_change) > 1
