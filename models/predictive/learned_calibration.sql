-- One row per learned model and tenth of its test examples by score: the probability that was said, and the share that converted.
-- Every test example is in one tenth.

{{ config(enabled=learns()) }}

with learned_models as (

    select * from {{ ref('lead_scoring', 'learned_models') }}

),

tested as (

    select
        learned_example_scores.model_id,
        learned_example_scores.score,
        learned_example_scores.label,
        ntile(10) over (
            partition by learned_example_scores.model_id
            order by learned_example_scores.score, learned_example_scores.example_no
        ) as tenth,
        {{ probability(
            'cast(learned_models.log_odds_at_0 as ' ~ type_double() ~ ') + cast(learned_models.log_odds_per_point as ' ~ type_double()
            ~ ') * learned_example_scores.score'
        ) }} as probability
    from {{ ref('lead_scoring', 'learned_example_scores') }} as learned_example_scores
    inner join learned_models on learned_example_scores.model_id = learned_models.model_id
    where learned_example_scores.part = 'test'

)

select
    model_id,
    tenth,
    cast(count(*) as integer) as examples,
    cast(sum(label) as integer) as conversions,
    min(score) as lowest_score,
    max(score) as highest_score,
    cast(sum(cast(probability as numeric(28, 9))) / count(*) as numeric(28, 6)) as said_probability,
    cast(cast(sum(label) as numeric(28, 6)) / count(*) as numeric(28, 6)) as conversion_rate
from tested
group by model_id, tenth
