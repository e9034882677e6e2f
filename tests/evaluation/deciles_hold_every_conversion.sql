-- Invariant: the ten tenths of a model hold all its contact-days and conversions.

{{ config(enabled=evaluates()) }}

select
    evaluation_counts.model_id,
    evaluation_counts.examples,
    evaluation_counts.conversions,
    sum(evaluation_deciles.examples) as examples_in_deciles,
    sum(evaluation_deciles.conversions) as conversions_in_deciles
from {{ ref('lead_scoring', 'evaluation_counts') }} as evaluation_counts
left join {{ ref('lead_scoring', 'evaluation_deciles') }} as evaluation_deciles
    on evaluation_counts.model_id = evaluation_deciles.model_id
where evaluation_counts.examples > 0
group by evaluation_counts.model_id, evaluation_counts.examples, evaluation_counts.conversions
having sum(evaluation_deciles.examples) is null
    or abs(sum(evaluation_deciles.examples) - evaluation_counts.examples) > 1
    or abs(sum(evaluation_deciles.conversions) - evaluation_counts.conversions) > 0.01
