-- One row per learned model and dimension, in the shape of the policy table `dimensions`.
-- Rules that read a metric are of interest, all others of fit.

{{ config(enabled=learns()) }}

select distinct
    {{ policy_shape('dimensions', {'model_id': 'model_id', 'dimension': 'dimension', 'label': 'dimension'}) }}
from {{ ref('lead_scoring', 'learned_scorecard') }}
