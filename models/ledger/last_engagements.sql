-- One row per model, contact and scored day with a positive award: the day of the latest one, and how long it had been quiet
-- before those of the last 7 days (null: none in them, or none before).
-- Positive awards are those of activity rules in force with points above 0, after limits, whatever was reset since.

with awards_by_day as (

    select * from {{ ref('lead_scoring', 'awards_by_day') }}

),

positive_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where effect = 'points' and points > 0

)

select
    awards_by_day.model_id,
    awards_by_day.contact_id,
    awards_by_day.as_of,
    max(awards_by_day.activity_date) as last_engaged_on,
    {{ days_between(
        'max(case when awards_by_day.age_days >= 7 then awards_by_day.activity_date end)',
        'min(case when awards_by_day.age_days < 7 then awards_by_day.activity_date end)'
    ) }} as quiet_days
from awards_by_day
inner join positive_rules on awards_by_day.rule_no = positive_rules.rule_no
group by awards_by_day.model_id, awards_by_day.contact_id, awards_by_day.as_of
