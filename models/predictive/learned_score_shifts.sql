-- One row per learned model: how far the scores of the test part have moved away from those of the training part, as the population stability
-- index over the tenths of the training part. 0: not at all; from 0.25 on it is common to call it another population.

{{ config(enabled=learns()) }}

with score_counts as (

    select
        model_id,
        score,
        sum(case when part = 'test' then 0 else 1 end) as training_examples,
        sum(case when part = 'test' then 1 else 0 end) as test_examples
    from {{ ref('lead_scoring', 'learned_example_scores') }}
    where part <> 'left_out'
    group by model_id, score

),

{# Equal scores stay together: a band ends where its tenth of the training part is full. -#}
filled as (

    select
        *,
        sum(training_examples) over (partition by model_id order by score rows unbounded preceding) - training_examples
            as training_examples_below,
        sum(training_examples) over (partition by model_id) as all_training_examples,
        sum(test_examples) over (partition by model_id) as all_test_examples
    from score_counts

),

bands as (

    select
        model_id,
        least(9, floor(training_examples_below * 10 / all_training_examples)) as band,
        sum(training_examples) as training_examples,
        sum(test_examples) as test_examples,
        max(all_training_examples) as all_training_examples,
        max(all_test_examples) as all_test_examples
    from filled
    group by model_id, least(9, floor(training_examples_below * 10 / all_training_examples))

),

{# A band without examples counts as if it had half of one. -#}
shares as (

    select
        model_id,
        cast(greatest(training_examples, 0.5) as {{ type_double() }}) / all_training_examples as training_share,
        cast(greatest(test_examples, 0.5) as {{ type_double() }}) / all_test_examples as test_share
    from bands

)

select
    model_id,
    cast(sum((test_share - training_share) * ln(test_share / training_share)) as numeric(28, 6)) as psi
from shares
group by model_id
