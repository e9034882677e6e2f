-- One row per model, contact, scored day and inactivity rule in force with at least one full period without a match.
-- Only the current stretch gives awards, or all of them when the rule keeps them; max_awards holds for each stretch.

with quiet_stretches as (

    select * from {{ ref('lead_scoring', 'quiet_stretches') }}

),

inactivity_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where kind = 'inactivity'

),

periods as (

    select
        quiet_stretches.model_id,
        quiet_stretches.contact_id,
        quiet_stretches.as_of,
        quiet_stretches.rule_no,
        quiet_stretches.starts_on,
        inactivity_rules.period_days,
        inactivity_rules.max_awards,
        cast(
            floor(
                ({{ days_between('quiet_stretches.starts_on', 'quiet_stretches.ends_before') }} - 1.0)
                / inactivity_rules.period_days
            ) as integer
        ) as full_periods
    from quiet_stretches
    inner join inactivity_rules on quiet_stretches.rule_no = inactivity_rules.rule_no
    where quiet_stretches.is_current or inactivity_rules.keeps

),

stretch_awards as (

    select
        *,
        least(full_periods, coalesce(max_awards, full_periods)) as awards
    from periods

)

select
    model_id,
    contact_id,
    as_of,
    rule_no,
    cast(sum(awards) as bigint) as awards,
    min({{ add_days('starts_on', 'period_days') }}) as first_on,
    max({{ add_days('starts_on', 'period_days * awards') }}) as last_on
from stretch_awards
where awards > 0
group by model_id, contact_id, as_of, rule_no
