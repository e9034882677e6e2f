-- One row per learned model, in the shape of the policy table `scoring_models`: a draft until a person makes it active.
-- Nothing that was learned scores by itself.

{{ config(enabled=learns()) }}

select
    {{ policy_shape('scoring_models', {
        'model_id': 'model_id',
        'name': "'Learned points ' || version",
        'status': "'draft'",
        'note': "'Learned from outcomes, version ' || version",
    }) }}
from {{ ref('lead_scoring', 'learned_models') }}
