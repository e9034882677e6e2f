-- One row per stage on the way to a deal: contacts whose furthest stage so far is this one or a later one.
with steps (stage, step) as (
    values ('lead', 1), ('mql', 2), ('sales_accepted', 3), ('opportunity', 4), ('won', 5)
),

furthest as (

    select
        lifecycle_stage_times.contact_id,
        max(steps.step) as step
    from lifecycle_stage_times
    inner join steps on lifecycle_stage_times.stage = steps.stage
    where lifecycle_stage_times.model_id = $model_id
    group by lifecycle_stage_times.contact_id

)

select
    steps.stage,
    steps.step,
    count(furthest.contact_id) as contacts
from steps
left join furthest on steps.step <= furthest.step
group by steps.stage, steps.step
order by steps.step
