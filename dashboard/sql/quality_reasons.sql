-- One row per input and reason why rows do not count, the most frequent first.
select
    input,
    reason,
    sum(row_count) as row_count
from data_quality
where reason is not null
group by input, reason
order by row_count desc, input, reason
