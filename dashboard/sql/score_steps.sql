-- One row per ten points of score: contacts, and MQLs among them.
select
    cast(floor(score / 10.0) * 10 as integer) as from_score,
    count(*) as contacts,
    count(*) filter (where is_mql) as mqls
from contact_scores
where model_id = $model_id
group by cast(floor(score / 10.0) * 10 as integer)
order by from_score
