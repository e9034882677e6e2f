-- One row per model and contact with history: the published score 1, 7 and 30 days before as_of, and the grade 7 days before.
-- Null before history begins or while the contact had no score.

with published_scores as (

    select * from {{ ref('lead_scoring', 'published_scores') }} where as_of <= {{ as_of() }}

),

latest as (

    select
        model_id,
        contact_id,
        max(case when as_of <= {{ add_days(as_of(), -1) }} then as_of end) as day_1,
        max(case when as_of <= {{ add_days(as_of(), -7) }} then as_of end) as day_7,
        max(case when as_of <= {{ add_days(as_of(), -30) }} then as_of end) as day_30
    from published_scores
    group by model_id, contact_id

)

select
    latest.model_id,
    latest.contact_id,
    scores_1.score as score_1d_ago,
    scores_7.score as score_7d_ago,
    scores_7.grade as grade_7d_ago,
    scores_30.score as score_30d_ago
from latest
left join published_scores as scores_1
    on latest.model_id = scores_1.model_id
    and latest.contact_id = scores_1.contact_id
    and latest.day_1 = scores_1.as_of
left join published_scores as scores_7
    on latest.model_id = scores_7.model_id
    and latest.contact_id = scores_7.contact_id
    and latest.day_7 = scores_7.as_of
left join published_scores as scores_30
    on latest.model_id = scores_30.model_id
    and latest.contact_id = scores_30.contact_id
    and latest.day_30 = scores_30.as_of
