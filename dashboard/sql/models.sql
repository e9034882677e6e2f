-- One row per scored model, the one with most contacts first.
select
    model_id,
    count(*) as contacts,
    max(as_of) as as_of
from contact_scores
group by model_id
order by contacts desc, model_id
