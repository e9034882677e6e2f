-- One row per learned model and bin with points, in the shape of the policy table `scoring_rules`.
-- All are attribute rules; bins without points are no rules.

{{ config(enabled=learns()) }}

select
    {{ policy_shape('scoring_rules', {
        'model_id': 'model_id',
        'rule_id': 'rule_id',
        'dimension': 'dimension',
        'kind': "'attribute'",
        'points': 'points',
        'label': 'label',
        'note': "cast(conversions as " ~ dbt.type_string() ~ ") || ' of ' || cast(examples as " ~ dbt.type_string() ~ ") || ' converted'",
    }) }}
from {{ ref('lead_scoring', 'learned_scorecard') }}
where points <> 0
