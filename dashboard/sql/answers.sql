-- One row: how sales answered MQLs. Those that ended without an answer are left out of the rates.
select
    count(*) as mqls,
    count(*) filter (where days_to_answer is not null) as answered,
    count(*) filter (where status = 'answered_in_time') as in_time,
    count(*) filter (where status in ('answered_in_time', 'answered_late', 'overdue')) as judged,
    count(*) filter (where status in ('waiting', 'overdue')) as waiting,
    count(*) filter (where status = 'overdue') as overdue,
    median(days_to_answer) as median_days,
    max(sla_days) as sla_days
from mql_responses
where model_id = $model_id
