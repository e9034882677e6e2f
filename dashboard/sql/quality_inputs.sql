-- One row per input: rows that came, and those that do not count.
select
    input,
    sum(row_count) as row_count,
    coalesce(sum(row_count) filter (where reason is not null), 0) as rejected
from data_quality
group by input
order by row_count desc, input
