-- One row per evaluated model and rule that gives points: counts, statistics, and the advice that follows from them. keep: the points go the way
-- of the evidence; reverse: they go against it; drop: firing says nothing; dead: it has never fired; unsure: there is too little
-- to tell, at any rate with fewer than five conversions, be they seen or expected, where it fired or where it did not.

{{ config(enabled=evaluates()) }}

with statistics as (

    select
        rule_counts.*,
        rule_statistics.lift,
        rule_statistics.conversions_by_chance,
        rule_statistics.weight_of_evidence,
        rule_statistics.information_value,
        rule_statistics.log_odds_ratio,
        rule_statistics.standard_error,
        {{ exact_ratio('rule_statistics.log_odds_ratio', 'rule_statistics.standard_error') }} as z
    from {{ ref('lead_scoring', 'rule_counts') }} as rule_counts
    left join {{ ref('lead_scoring', 'rule_statistics') }} as rule_statistics
        on rule_counts.model_id = rule_statistics.model_id
        and rule_counts.rule_id = rule_statistics.rule_id

)

select
    *,
    case
        when z is null then null
        when abs(z) >= 2.575829 then 'high'
        when abs(z) >= 1.959964 then 'medium'
        else 'low'
    end as confidence,
    case
        {# A rule that fires since yesterday has only unfinished days. -#}
        when fired = 0 and last_fired_on is null and examples > 0 then 'dead'
        when fired = 0 then 'unsure'
        when z is null
            or greatest(fired_conversions, conversions_by_chance)
            < {{ evaluation_default('conversions_to_judge') }}
            {# A rule that fires for nearly everyone has nothing to be compared with. -#}
            or greatest(conversions - fired_conversions, conversions - conversions_by_chance)
            < {{ evaluation_default('conversions_to_judge') }} then 'unsure'
        when abs(z) >= 1.959964 and (z > 0) = (points_given > 0) then 'keep'
        when abs(z) >= 1.959964 then 'reverse'
        when conversions_by_chance >= {{ evaluation_default('conversions_to_judge') }}
            and information_value < {{ evaluation_default('useless_information') }}
            then 'drop'
        else 'unsure'
    end as advice
from statistics
