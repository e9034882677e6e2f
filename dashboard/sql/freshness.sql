-- One row per source system of activities: newest load, its age on the scored day, rows of the last week.
with scored as (
    select max(as_of) as as_of from contact_scores
)

select
    coalesce(data_quality.source_system, 'not named') as source_system,
    max(data_quality.loaded_on) as newest_load,
    max(scored.as_of) - max(data_quality.loaded_on) as days_old,
    coalesce(
        sum(data_quality.row_count) filter (where data_quality.loaded_on > scored.as_of - 7), 0
    ) as rows_in_7_days,
    sum(data_quality.row_count) as row_count
from data_quality
cross join scored
where data_quality.input = 'activities'
group by coalesce(data_quality.source_system, 'not named')
order by days_old desc nulls first, source_system
