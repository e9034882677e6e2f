-- One row per stage: contacts that are in it now.
select
    stage,
    count(*) as contacts
from lifecycle_current
where model_id = $model_id
    and stage <> 'none'
group by stage
order by contacts desc, stage
