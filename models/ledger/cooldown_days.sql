-- One row per award day of an activity rule with a cooldown: the first matching day, then the first matching day at least
-- cooldown_days later, and so on.

with recursive cooldown_rules as (

    select rule_no, cooldown_days
    from {{ ref('lead_scoring', 'scored_rules') }}
    where kind = 'activity' and cooldown_days > 0

),

days as (

    select
        burst_days.rule_no,
        burst_days.contact_id,
        burst_days.known_by,
        burst_days.variant,
        burst_days.activity_date,
        cooldown_rules.cooldown_days
    from {{ ref('lead_scoring', 'burst_days') }} as burst_days
    inner join cooldown_rules on burst_days.rule_no = cooldown_rules.rule_no

),

{# Each day asks for the first match on or after the end of its cooldown: questions and matches in one sorted line. -#}
timeline as (

    select rule_no, contact_id, known_by, variant, activity_date as on_date, 1 as is_match, activity_date from days
    union all
    select
        rule_no,
        contact_id,
        known_by,
        variant,
        {{ add_days('activity_date', 'cooldown_days') }} as on_date,
        0 as is_match,
        activity_date
    from days

),

answered as (

    select
        rule_no,
        contact_id,
        known_by,
        variant,
        activity_date,
        is_match,
        min(case when is_match = 1 then activity_date end) over (
            partition by rule_no, contact_id, known_by, variant
            order by on_date, is_match
            rows between current row and unbounded following
        ) as next_award_on
    from timeline

),

next_days as (

    select rule_no, contact_id, known_by, variant, activity_date, next_award_on
    from answered
    where is_match = 0

),

{{ recursive_cte('award_days', ['rule_no', 'contact_id', 'known_by', 'variant', 'activity_date']) }} as (

    select
        rule_no,
        contact_id,
        known_by,
        variant,
        min(activity_date) as activity_date
    from days
    group by rule_no, contact_id, known_by, variant

    union all

    select
        award_days.rule_no,
        award_days.contact_id,
        award_days.known_by,
        award_days.variant,
        next_days.next_award_on as activity_date
    from award_days
    inner join next_days
        on award_days.rule_no = next_days.rule_no
        and award_days.contact_id = next_days.contact_id
        and award_days.known_by = next_days.known_by
        and award_days.variant = next_days.variant
        and award_days.activity_date = next_days.activity_date
    where next_days.next_award_on is not null

)

select * from award_days
