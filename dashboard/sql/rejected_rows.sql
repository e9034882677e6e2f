-- Ten rejected rows of one input and reason, as they came.
select row_key, raw_content
from rejected_rows
where input = $input
    and reason = $reason
order by row_key nulls first, raw_content
limit 10
