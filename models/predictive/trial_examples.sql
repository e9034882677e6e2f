-- One row per example that a trial looks at: a sample of those that fit and of those that check.
-- A sample keeps trials cheap, however many examples there are; small inputs are taken whole.

{{ config(enabled=learns()) }}

with training_examples as (

    select * from {{ ref('lead_scoring', 'training_examples') }}

),

learning_status as (

    select * from {{ ref('lead_scoring', 'learning_status') }} where is_learned

)

select
    training_examples.model_id,
    training_examples.example_no,
    training_examples.label,
    training_examples.part,
    training_examples.sample_rank
from training_examples
inner join learning_status on training_examples.model_id = learning_status.model_id
where (training_examples.part = 'fit' and training_examples.sample_rank <= {{ learning('fit_sample') }})
    or (training_examples.part = 'check' and training_examples.sample_rank <= {{ learning('check_sample') }})
