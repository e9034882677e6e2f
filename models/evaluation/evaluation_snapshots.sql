-- One row per model, snapshot day and contact that had a score on it and no outcome yet: the score as the history has it, and whether an
-- outcome followed within the window (label 1 or 0; null while the window is unfinished). Contacts that were merged away are left out.

{{ config(enabled=evaluates()) }}
{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with snapshot_days as (

    select * from {{ ref('lead_scoring', 'snapshot_days') }}

),

score_history as (

    select * from {{ ref('lead_scoring', 'score_history') }}

),

evaluation_outcomes as (

    select * from {{ ref('lead_scoring', 'evaluation_outcomes') }}

),

contact_survivors as (

    select * from {{ ref('lead_scoring', 'contact_survivors') }}

)

select
    snapshot_days.model_id,
    snapshot_days.as_of,
    score_history.contact_id,
    score_history.score,
    score_history.grade,
    score_history.stage,
    score_history.is_mql,
    snapshot_days.is_finished,
    case
        when not snapshot_days.is_finished then null
        when evaluation_outcomes.first_on <= snapshot_days.window_ends_on then 1
        else 0
    end as label,
    case
        when evaluation_outcomes.first_on <= snapshot_days.window_ends_on then evaluation_outcomes.first_on
    end as converted_on
from snapshot_days
inner join score_history
    on snapshot_days.model_id = score_history.model_id
    and snapshot_days.as_of >= score_history.valid_from
    and (score_history.valid_to is null or snapshot_days.as_of < score_history.valid_to)
left join contact_survivors on score_history.contact_id = contact_survivors.contact_id
left join evaluation_outcomes
    on score_history.model_id = evaluation_outcomes.model_id
    and score_history.contact_id = evaluation_outcomes.contact_id
where coalesce(contact_survivors.survivor_id, score_history.contact_id) = score_history.contact_id
    and (evaluation_outcomes.first_on is null or evaluation_outcomes.first_on > snapshot_days.as_of)
