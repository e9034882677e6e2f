-- One row per evaluated model, field and group of values: what it says of conversions, and whether it is worth points. suggested_points are on
-- the scale of the model's own rules, compared with all other values of the field; 0 where nothing speaks for any.

{{ config(enabled=evaluates()) }}

with statistics as (

    select
        *,
        {{ exact_ratio('log_odds_ratio', 'standard_error') }} as z
    from {{ ref('lead_scoring', 'value_statistics') }}

),

judged as (

    select
        *,
        case
            when abs(z) >= 2.575829 then 'high'
            when abs(z) >= 1.959964 then 'medium'
            else 'low'
        end as confidence,
        case
            when greatest(conversions, conversions_by_chance) < {{ evaluation_default('conversions_to_judge') }}
                then 'unsure'
            when abs(z) >= 1.959964 then 'points'
            when conversions_by_chance >= {{ evaluation_default('conversions_to_judge') }} then 'no_points'
            else 'unsure'
        end as advice
    from statistics

)

select
    judged.model_id,
    judged.field,
    judged.kind,
    judged.value_group,
    judged.position,
    judged.examples,
    judged.conversions,
    {{ exact_ratio('judged.conversions', 'judged.examples') }} as conversion_rate,
    {{ wilson('judged.conversions', 'judged.examples', '-') }} as rate_from,
    {{ wilson('judged.conversions', 'judged.examples', '+') }} as rate_to,
    judged.lift,
    judged.weight_of_evidence,
    judged.information_value,
    judged.z,
    judged.confidence,
    judged.advice,
    case
        when judged.advice = 'no_points' then 0
        when judged.advice = 'points'
            then cast(round({{ exact_ratio(
                'judged.log_odds_ratio * scales.points_given', 'scales.log_odds_given'
            ) }}, 0) as integer)
    end as suggested_points
from judged
left join {{ ref('lead_scoring', 'evidence_scales') }} as scales on judged.model_id = scales.model_id
