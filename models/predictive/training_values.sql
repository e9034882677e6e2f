-- One row per example and field: its value as rules compare it, the empty text where it is missing. Only of models that are learned.

{{ config(enabled=learns()) }}

with given as (

    select * from {{ lead_scoring.training_relation('features') }} as given

),

training_examples as (

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
    {{ clean_text('given.field') }} as field,
    coalesce({{ lower_text(clean_text('given.value')) }}, '') as value_text
from given
inner join training_examples
    on given.model_id = training_examples.model_id
    and given.example_id = training_examples.example_id
inner join learning_status on training_examples.model_id = learning_status.model_id
