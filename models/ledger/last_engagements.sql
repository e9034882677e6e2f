-- One row per model, contact and scored day with a positive award: the day of the latest one.
-- Positive awards are those of activity rules in force with points above 0, after limits, whatever was reset since.

with awards_by_day as (

    select * from {{ ref('awards_by_day') }}

),

positive_rules as (

    select * from {{ ref('scored_rules') }} where effect = 'points' and points > 0

)

select
    awards_by_day.model_id,
    awards_by_day.contact_id,
    awards_by_day.as_of,
    max(awards_by_day.activity_date) as last_engaged_on
from awards_by_day
inner join positive_rules on awards_by_day.rule_no = positive_rules.rule_no
group by awards_by_day.model_id, awards_by_day.contact_id, awards_by_day.as_of
