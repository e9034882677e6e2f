-- Invariant: for every contact and period, the score before rounding minus the changes of its ledger lines rounds to the score
-- published then; where the published score moved, some line did.

with exact_scores as (

    select model_id, contact_id, exact_score from {{ ref('lead_scoring', 'total_scores') }} where as_of = {{ as_of() }}

),

ledger_starts as (

    select model_id, min(as_of) as first_on from {{ ref('lead_scoring', 'published_ledger') }} group by model_id

),

scores_then as (

    select model_id, contact_id, 1 as days_back, score_1d_ago as score from {{ ref('lead_scoring', 'score_changes') }}
    union all
    select model_id, contact_id, 7 as days_back, score_7d_ago as score from {{ ref('lead_scoring', 'score_changes') }}
    union all
    select model_id, contact_id, 30 as days_back, score_30d_ago as score from {{ ref('lead_scoring', 'score_changes') }}

),

moved as (

    select
        model_id,
        contact_id,
        days_back,
        sum(points_change) as points_change
    from {{ ref('lead_scoring', 'ledger_changes') }}
    group by model_id, contact_id, days_back

)

{# A history from before lines were remembered has no lines that moved. -#}
select
    exact_scores.model_id,
    exact_scores.contact_id,
    scores_then.days_back,
    exact_scores.exact_score,
    moved.points_change,
    scores_then.score as score_then
from exact_scores
inner join scores_then
    on exact_scores.model_id = scores_then.model_id
    and exact_scores.contact_id = scores_then.contact_id
inner join ledger_starts on exact_scores.model_id = ledger_starts.model_id
left join moved
    on scores_then.model_id = moved.model_id
    and scores_then.contact_id = moved.contact_id
    and scores_then.days_back = moved.days_back
where round(exact_scores.exact_score - coalesce(moved.points_change, 0), 0) <> scores_then.score
    and ledger_starts.first_on <= {{ add_days(as_of(), '-scores_then.days_back') }}

union all

{# Who had no score then has not moved. -#}
select
    moved.model_id,
    moved.contact_id,
    moved.days_back,
    null as exact_score,
    moved.points_change,
    scores_then.score as score_then
from moved
left join scores_then
    on moved.model_id = scores_then.model_id
    and moved.contact_id = scores_then.contact_id
    and moved.days_back = scores_then.days_back
where scores_then.score is null
