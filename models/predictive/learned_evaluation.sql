-- One row per learned model and part (training, test): how well the score ranks, how far its probabilities are off, and how far the scores of
-- the part have moved away from those of the training part (population stability index over its tenths). Only the test part counts.

{{ config(enabled=learns()) }}

with scored as (

    select
        model_id,
        case when part = 'test' then 'test' else 'training' end as part,
        score,
        label
    from {{ ref('learned_example_scores') }}
    where part <> 'left_out'

),

{{ areas_under_curve(['model_id', 'part']) }},

training_tenths as (

    select
        model_id,
        score,
        ntile(10) over (partition by model_id order by score) as tenth
    from scored
    where part = 'training'

),

{# Equal scores stay together, so a tenth is named by its greatest score. -#}
borders as (

    select model_id, tenth, max(score) as border from training_tenths group by model_id, tenth

),

score_bands as (

    select
        score_counts.model_id,
        score_counts.part,
        score_counts.score,
        count(borders.border) as band,
        min(score_counts.conversions + score_counts.others) as examples
    from score_counts
    left join borders
        on score_counts.model_id = borders.model_id
        and score_counts.score > borders.border
        and borders.tenth < 10
    group by score_counts.model_id, score_counts.part, score_counts.score

),

band_counts as (

    select
        model_id,
        band,
        sum(case when part = 'training' then examples else 0 end) as training_examples,
        sum(case when part = 'test' then examples else 0 end) as test_examples
    from score_bands
    group by model_id, band

),

{# A band without examples counts as if it had half of one. -#}
band_shares as (

    select
        band_counts.model_id,
        cast(greatest(band_counts.training_examples, 0.5) as {{ type_double() }}) / training.examples as training_share,
        cast(greatest(band_counts.test_examples, 0.5) as {{ type_double() }}) / test.examples as test_share
    from band_counts
    inner join areas as training on band_counts.model_id = training.model_id and training.part = 'training'
    inner join areas as test on band_counts.model_id = test.model_id and test.part = 'test'

),

shifts as (

    select
        model_id,
        sum((test_share - training_share) * ln(test_share / training_share)) as psi
    from band_shares
    group by model_id

),

calibration_errors as (

    select
        model_id,
        sum(examples * abs(said_probability - conversion_rate)) / sum(examples) as calibration_error
    from {{ ref('learned_calibration') }}
    group by model_id

)

select
    areas.model_id,
    areas.part,
    cast(areas.examples as integer) as examples,
    cast(areas.conversions as integer) as conversions,
    cast(areas.auc as numeric(28, 9)) as auc,
    cast(case when areas.part = 'test' then calibration_errors.calibration_error end as numeric(28, 6)) as calibration_error,
    cast(case when areas.part = 'test' then shifts.psi end as numeric(28, 6)) as psi
from areas
left join shifts on areas.model_id = shifts.model_id
left join calibration_errors on areas.model_id = calibration_errors.model_id
