-- Whom should somebody look at today? New MQLs, and the contacts whose score moved most in 7 days, with what moved them since yesterday.
-- Ten up and ten down per model; a contact without a score 7 days ago is not ranked.

{{ config(group='lead_scoring') }}

with moves as (

    select
        *,
        row_number() over (partition by model_id order by change_7d desc, score desc, contact_id) as rank_up,
        row_number() over (partition by model_id order by change_7d, score, contact_id) as rank_down
    from {{ ref('lead_scoring', 'contact_movement') }}
    where change_7d is not null

)

select
    model_id,
    contact_id,
    score,
    grade,
    grade_7d_ago,
    change_7d,
    is_new_mql,
    moved_because
from moves
where is_new_mql
    or (rank_up <= 10 and change_7d > 0)
    or (rank_down <= 10 and change_7d < 0)
order by model_id, change_7d desc, contact_id
