-- One row per evaluated model and rule that gives points: what its firing says of conversions, and what to do with it (keep, drop, reverse, dead,
-- unsure). suggested_points are per award, as `points` are: they share the points that the model gives now among its rules by their
-- evidence; 0 where there is none.

{{ config(enabled=evaluates()) }}

{# What a line of the ledger gave on average (several awards, decayed, limited), and what it should give by its evidence. -#}
with judged as (

    select
        judged_rules.*,
        {{ exact_ratio('judged_rules.points_given', 'judged_rules.fired') }} as points_per_line,
        {{ exact_ratio('judged_rules.log_odds_ratio * scales.points_given', 'scales.log_odds_given') }}
            as suggested_per_line
    from {{ ref('lead_scoring', 'judged_rules') }} as judged_rules
    left join {{ ref('lead_scoring', 'evidence_scales') }} as scales on judged_rules.model_id = scales.model_id

),

ranked_overlaps as (

    select
        *,
        row_number() over (
            partition by model_id, rule_id order by overlap desc, {{ dbt.hash('other_rule_id') }}
        ) as overlap_rank
    from {{ ref('lead_scoring', 'rule_overlaps') }}

)

select
    judged.model_id,
    judged.rule_id,
    judged.dimension,
    judged.label,
    judged.points,
    judged.points_per_line,
    judged.fired,
    judged.fired_conversions,
    case when judged.z is not null then {{ exact_ratio('judged.fired_conversions', 'judged.fired') }} end
        as conversion_rate,
    case when judged.z is not null then {{ wilson('judged.fired_conversions', 'judged.fired', '-') }} end as rate_from,
    case when judged.z is not null then {{ wilson('judged.fired_conversions', 'judged.fired', '+') }} end as rate_to,
    judged.lift,
    judged.weight_of_evidence,
    judged.information_value,
    judged.log_odds_ratio,
    judged.z,
    judged.confidence,
    closest.other_rule_id as overlaps_with,
    closest.overlap,
    judged.last_fired_on,
    judged.advice,
    case
        when judged.advice in ('drop', 'dead') then 0
        when judged.advice in ('keep', 'reverse')
            then cast(round({{ exact_ratio(
                'judged.points * judged.suggested_per_line', 'judged.points_per_line'
            ) }}, 0) as integer)
    end as suggested_points
from judged
left join ranked_overlaps as closest
    on judged.model_id = closest.model_id
    and judged.rule_id = closest.rule_id
    and closest.overlap_rank = 1
