-- One row per learned model and part (training, test): how well the score ranks, how far its probabilities are off, and how far the scores of
-- the test part have moved away from those of the training part. Only the test part tells what to expect.

{{ config(enabled=learns()) }}

with scored as (

    select
        model_id,
        case when part = 'test' then 'test' else 'training' end as part,
        score,
        label
    from {{ ref('lead_scoring', 'learned_example_scores') }}
    where part <> 'left_out'

),

{{ areas_under_curve(['model_id', 'part']) }},

calibration_errors as (

    select
        model_id,
        sum(examples * abs(said_probability - conversion_rate)) / sum(examples) as calibration_error
    from {{ ref('lead_scoring', 'learned_calibration') }}
    group by model_id

)

select
    areas.model_id,
    areas.part,
    cast(areas.examples as integer) as examples,
    cast(areas.conversions as integer) as conversions,
    cast(areas.auc as numeric(28, 9)) as auc,
    cast(case when areas.part = 'test' then calibration_errors.calibration_error end as numeric(28, 6))
        as calibration_error,
    case when areas.part = 'test' then shifts.psi end as psi
from areas
left join {{ ref('lead_scoring', 'learned_score_shifts') }} as shifts on areas.model_id = shifts.model_id
left join calibration_errors on areas.model_id = calibration_errors.model_id
