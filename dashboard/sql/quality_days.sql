-- One row per load day of the last 60 before the scored day: activities that came, and those that do not count.
select
    loaded_on,
    coalesce(sum(row_count) filter (where reason is null), 0) as counted,
    coalesce(sum(row_count) filter (where reason is not null), 0) as rejected
from data_quality
where input = 'activities'
    and loaded_on > (select max(scored.as_of) from contact_scores as scored) - 60
group by loaded_on
order by loaded_on
