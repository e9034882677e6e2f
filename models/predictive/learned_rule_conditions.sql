-- One row per condition of a learned rule, and of a metric that learned rules read, in the shape of the policy table `rule_conditions`.
-- Each rule and each metric has at least one.

{{ config(enabled=learns()) }}

select
    {{ policy_shape('rule_conditions', {
        'model_id': 'learned_scorecard.model_id',
        'owner_type': "'rule'",
        'owner_id': 'learned_scorecard.rule_id',
        'field': 'bin_conditions.field',
        'operator': 'bin_conditions.operator',
        'value': 'bin_conditions.value',
    }) }}
from {{ ref('lead_scoring', 'learned_scorecard') }} as learned_scorecard
inner join {{ ref('lead_scoring', 'bin_conditions') }} as bin_conditions
    on learned_scorecard.bin_no = bin_conditions.bin_no
where learned_scorecard.points <> 0
{% if learns_from_contacts() %}
union all

select
    {{ policy_shape('rule_conditions', {
        'owner_type': "'metric'",
        'owner_id': 'learned_metrics.metric_id',
        'field': "'activity.activity_type'",
        'operator': "'equals'",
        'value': 'learned_metric_types.activity_type',
    }) }}
from {{ ref('lead_scoring', 'learned_metrics') }} as learned_metrics
inner join {{ ref('lead_scoring', 'observed_activity_types') }} as learned_metric_types
    on learned_metrics.metric_id in (learned_metric_types.count_metric, learned_metric_types.recency_metric)
{% endif %}
