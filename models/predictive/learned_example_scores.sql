-- One row per example of a learned model: the sum of its points.
-- Examples of all parts have a score, and none is lost; an example in no bin has 0.

{{ config(enabled=learns()) }}

with learned_scorecard as (

    select * from {{ ref('lead_scoring', 'learned_scorecard') }}

),

learning_status as (

    select * from {{ ref('lead_scoring', 'learning_status') }} where is_learned

),

sums as (

    select
        final_bins.example_no,
        sum(learned_scorecard.points) as score
    from {{ ref('lead_scoring', 'final_bins') }} as final_bins
    inner join learned_scorecard on final_bins.bin_no = learned_scorecard.bin_no
    group by final_bins.example_no

)

select
    training_examples.model_id,
    training_examples.example_no,
    training_examples.example_id,
    training_examples.part,
    training_examples.label,
    cast(coalesce(sums.score, 0) as integer) as score
from {{ ref('lead_scoring', 'training_examples') }} as training_examples
inner join learning_status on training_examples.model_id = learning_status.model_id
left join sums on training_examples.example_no = sums.example_no
