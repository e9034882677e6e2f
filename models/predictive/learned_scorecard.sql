-- One row per learned model and bin: its points, and what they come from. A contact's points sum to the score of the model.
-- Weights are stretched as the checked examples want it (`calibration_curve`), so that 20 points more mean twice the odds, however strong
-- the penalty was; where a higher score hardly meant anything there, they stay as they are.

{{ config(enabled=learns()) }}

with scorecard_weights as (

    select * from {{ ref('lead_scoring', 'scorecard_weights') }}

),

scales as (

    select
        model_id,
        case when slope >= 100000000 then slope else 1000000000 end as scale
    from {{ ref('lead_scoring', 'calibration_curve') }}

),

described as (

    select
        bin_no,
        min(case when field_place = 1 then field end) as field,
        min(case when field_place = 2 then field end) as second_field,
        min(label) as label
    from {{ ref('lead_scoring', 'bin_conditions') }}
    group by bin_no

)

select
    scorecard_weights.model_id,
    described.field,
    described.second_field,
    case when described.field like 'metric.%' or described.second_field like 'metric.%' then 'interest' else 'fit' end
        as dimension,
    substring(described.label, 1, 255) as label,
    {# The same in every version as long as the bin is the same. -#}
    described.field
    || coalesce('+' || described.second_field, '')
    || '_'
    || substring({{ dbt.hash('described.label') }}, 1, 8) as rule_id,
    cast({{ nearest_whole(
        'cast(scorecard_weights.weight as ' ~ type_double() ~ ') / 1000000000 * cast(scales.scale as ' ~ type_double()
        ~ ') / 1000000000 * ' ~ points_per_log_odds()
    ) }} as integer) as points,
    cast(cast(scorecard_weights.weight as {{ type_double() }}) / 1000000000 as numeric(28, 6)) as weight,
    cast(scorecard_weights.examples as integer) as examples,
    cast(scorecard_weights.conversions as integer) as conversions,
    scorecard_weights.bin_no
from scorecard_weights
inner join scales on scorecard_weights.model_id = scales.model_id
inner join described on scorecard_weights.bin_no = described.bin_no
