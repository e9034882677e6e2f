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
    max(case when latest.day_1 = published_scores.as_of then published_scores.score end) as score_1d_ago,
    max(case when latest.day_7 = published_scores.as_of then published_scores.score end) as score_7d_ago,
    max(case when latest.day_7 = published_scores.as_of then published_scores.grade end) as grade_7d_ago,
    max(case when latest.day_30 = published_scores.as_of then published_scores.score end) as score_30d_ago
from latest
left join published_scores
    on latest.model_id = published_scores.model_id
    and latest.contact_id = published_scores.contact_id
    and published_scores.as_of in (latest.day_1, latest.day_7, latest.day_30)
group by latest.model_id, latest.contact_id
