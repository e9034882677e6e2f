-- One row per grade that somebody has.
select
    grade,
    max(label) as label,
    count(*) as contacts
from contact_scores
where model_id = $model_id
    and grade is not null
group by grade
order by grade
