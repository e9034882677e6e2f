-- One row per behavioural metric, typed.
-- A metric is read by rules as the field metric.<metric_id>.

with metrics as (

    select * from {{ lead_scoring.policy_relation('metrics') }} as metrics

)

select
    {{ clean_text('metric_id') }} as metric_id,
    {{ policy_word('measure') }} as measure,
    {{ policy_integer('window_days') }} as window_days,
    {{ clean_text('base_metric_id') }} as base_metric_id,
    'metric.' || {{ policy_word('metric_id') }} as field
from metrics
