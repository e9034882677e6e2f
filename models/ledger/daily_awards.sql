-- One row per contact, state of knowledge, rule version, variant and day on which an activity rule gave awards, and how many, after all
-- its limits but max_awards.

{{ config(materialized='view') }}

with burst_days as (

    select * from {{ ref('lead_scoring', 'burst_days') }}

),

activity_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where kind = 'activity'

),

cooldown_days as (

    select * from {{ ref('lead_scoring', 'cooldown_days') }}

)

select
    burst_days.rule_no,
    burst_days.contact_id,
    burst_days.known_by,
    burst_days.variant,
    burst_days.activity_date,
    activity_rules.max_awards,
    cast(
        case
            when activity_rules.cooldown_days > 0 then 1
            else least(burst_days.activities, coalesce(activity_rules.max_per_day, burst_days.activities))
        end as bigint
    ) as awards
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
