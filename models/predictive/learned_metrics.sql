-- One row per metric that learned rules read, in the shape of the policy table `metrics`.
-- Together with their conditions in `learned_rule_conditions` they are all that learned rules need.

{{ config(enabled=learns_from_contacts()) }}

with metrics as (

    select count_metric as metric_id, 'count' as measure, '{{ learning("activity_window_days") }}' as window_days
    from {{ ref('lead_scoring', 'observed_activity_types') }}

    union all

    select
        recency_metric as metric_id, 'days_since_last' as measure, cast(null as {{ dbt.type_string() }}) as window_days
    from {{ ref('lead_scoring', 'observed_activity_types') }}

),

read_fields as (

    select field from {{ ref('lead_scoring', 'learned_scorecard') }} where points <> 0
    union distinct
    select second_field as field from {{ ref('lead_scoring', 'learned_scorecard') }} where points <> 0

)

select
    {{ policy_shape('metrics', {
        'metric_id': 'metrics.metric_id',
        'measure': 'metrics.measure',
        'window_days': 'metrics.window_days',
        'note': "'Read by learned rules'",
    }) }}
from metrics
inner join read_fields on read_fields.field = 'metric.' || metrics.metric_id
