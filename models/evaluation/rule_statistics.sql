-- One row per evaluated model and rule with enough conversions in the model: lift, weight of evidence and information value of having fired,
-- and the log-odds ratio of fired against not fired with its standard error. All rounded to 6 decimals.

{{ config(enabled=evaluates()) }}

{% set double = type_double() %}

with counts as (

    select
        rule_counts.*,
        rule_counts.fired - rule_counts.fired_conversions as fired_others,
        rule_counts.conversions - rule_counts.fired_conversions as quiet_conversions,
        rule_counts.others - rule_counts.fired + rule_counts.fired_conversions as quiet_others
    from {{ ref('lead_scoring', 'rule_counts') }} as rule_counts
    inner join {{ ref('lead_scoring', 'evaluation_counts') }} as evaluation_counts
        on rule_counts.model_id = evaluation_counts.model_id
    where evaluation_counts.is_enough and rule_counts.conversions > 0 and rule_counts.others > 0

)

select
    model_id,
    rule_id,
    {{ exact_ratio('fired_conversions * examples', 'fired * conversions') }} as lift,
    {{ exact_ratio('fired * conversions', 'examples') }} as conversions_by_chance,
    case when fired > 0 then {{ six_decimals(
        weight_of_evidence('fired_conversions', 'fired_others', 'conversions', 'others')
    ) }} end as weight_of_evidence,
    {{ six_decimals(
        information('fired_conversions', 'fired_others', 'conversions', 'others') ~ ' + '
        ~ information('quiet_conversions', 'quiet_others', 'conversions', 'others')
    ) }} as information_value,
    {{ six_decimals(
        log_ratio('fired_conversions', 'fired_others') ~ ' - ' ~ log_ratio('quiet_conversions', 'quiet_others')
    ) }} as log_odds_ratio,
    {{ six_decimals(
        'sqrt(1 / (cast(fired_conversions as ' ~ double ~ ') + 0.5) + 1 / (cast(fired_others as ' ~ double ~ ') + 0.5)'
        ~ ' + 1 / (cast(quiet_conversions as ' ~ double ~ ') + 0.5) + 1 / (cast(quiet_others as ' ~ double ~ ') + 0.5))'
    ) }} as standard_error
from counts
