-- One row per contact, state of knowledge, rule version, variant and day on which an activity rule gave awards, and how many.
-- All limits are applied, over the whole history and oldest day first; resets, windows and decay come later, as of a day.

{{ config(**table_layout(keys=['contact_id'])) }}

with burst_days as (

    select * from {{ ref('burst_days') }}

),

activity_rules as (

    select * from {{ ref('scored_rules') }} where kind = 'activity'

),

cooldown_days as (

    select * from {{ ref('cooldown_days') }}

),

daily as (

    select
        burst_days.rule_no,
        burst_days.contact_id,
        burst_days.known_by,
        burst_days.variant,
        burst_days.activity_date,
        activity_rules.max_awards,
        case
            when activity_rules.cooldown_days > 0 then 1
            else least(burst_days.activities, coalesce(activity_rules.max_per_day, burst_days.activities))
        end as awards
    from burst_days
    inner join activity_rules on burst_days.rule_no = activity_rules.rule_no
    left join cooldown_days
        on burst_days.rule_no = cooldown_days.rule_no
        and burst_days.contact_id = cooldown_days.contact_id
        and burst_days.known_by = cooldown_days.known_by
        and burst_days.variant = cooldown_days.variant
        and burst_days.activity_date = cooldown_days.activity_date
    where coalesce(activity_rules.cooldown_days, 0) = 0
        or cooldown_days.activity_date is not null

),

running as (

    select
        *,
        sum(awards) over (
            partition by rule_no, contact_id, known_by, variant
            order by activity_date
            rows between unbounded preceding and current row
        ) - awards as awards_before
    from daily

),

limited as (

    select
        rule_no,
        contact_id,
        known_by,
        variant,
        activity_date,
        cast(
            case when max_awards is null then awards else least(awards, max_awards - awards_before) end as bigint
        ) as awards
    from running

)

select * from limited
where awards > 0
