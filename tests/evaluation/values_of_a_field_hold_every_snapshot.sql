-- Invariant: the groups of values of every field hold the same contact-days, each once.

{{ config(enabled=evaluates()) }}

with fields as (

    select model_id, field, sum(examples) as examples, sum(conversions) as conversions
    from {{ ref('lead_scoring', 'value_groups') }}
    group by model_id, field

),

models as (

    select
        model_id,
        min(examples) as least_examples,
        max(examples) as most_examples,
        min(conversions) as least_conversions,
        max(conversions) as most_conversions
    from fields
    group by model_id

)

select *
from models
where least_examples <> most_examples or least_conversions <> most_conversions
