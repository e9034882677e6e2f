-- One row per contact, state of knowledge, rule version, variant and matching day of an activity rule, after its burst limit.
-- With burst_count and burst_days a day matches only if the days up to it hold enough, and then counts one.

{{ config(materialized='view') }}

with matched_days as (

    select * from {{ ref('lead_scoring', 'matched_days') }}

),

activity_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where kind = 'activity'

),

rule_days as (

    select
        activity_rules.rule_no,
        activity_rules.burst_count,
        activity_rules.burst_days,
        matched_days.contact_id,
        matched_days.known_by,
        matched_days.variant,
        matched_days.activity_date,
        matched_days.activities
    from matched_days
    inner join activity_rules on matched_days.owner_no = activity_rules.owner_no

),

bursts as (

    select
        rule_days.rule_no,
        rule_days.contact_id,
        rule_days.known_by,
        rule_days.variant,
        rule_days.activity_date
    from rule_days
    inner join rule_days as earlier_days
        on rule_days.rule_no = earlier_days.rule_no
        and rule_days.contact_id = earlier_days.contact_id
        and rule_days.known_by = earlier_days.known_by
        and rule_days.variant = earlier_days.variant
        and earlier_days.activity_date <= rule_days.activity_date
        and {{ days_between('earlier_days.activity_date', 'rule_days.activity_date') }} < rule_days.burst_days
    where rule_days.burst_count is not null
    group by
        rule_days.rule_no,
        rule_days.contact_id,
        rule_days.known_by,
        rule_days.variant,
        rule_days.activity_date,
        rule_days.burst_count
    having sum(earlier_days.activities) >= rule_days.burst_count

)

select rule_no, contact_id, known_by, variant, activity_date, activities
from rule_days
where burst_count is null

union all

select rule_no, contact_id, known_by, variant, activity_date, cast(1 as bigint) as activities
from bursts
