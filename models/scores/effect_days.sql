-- One row per model, contact and scored day on which a rule qualifies or disqualifies the contact.
-- Attribute and frequency rules do so on every day on which they hold, activity and inactivity rules on their award days.

with scored_rules as (

    select * from {{ ref('scored_rules') }} where effect in ('qualify', 'disqualify')

),

effects as (

    select model_id, contact_id, as_of, rule_no from {{ ref('met_attribute_rules') }}
    union all
    select model_id, contact_id, as_of, rule_no from {{ ref('frequency_awards') }}
    union all
    select model_id, contact_id, as_of, rule_no from {{ ref('awards_by_day') }} where age_days = 0
    union all
    select model_id, contact_id, as_of, rule_no from {{ ref('inactivity_awards') }} where last_on = as_of

)

select
    effects.model_id,
    effects.contact_id,
    effects.as_of,
    max(case when scored_rules.effect = 'qualify' then 1 else 0 end) as qualifies,
    max(case when scored_rules.effect = 'disqualify' then 1 else 0 end) as disqualifies
from effects
inner join scored_rules on effects.rule_no = scored_rules.rule_no
group by effects.model_id, effects.contact_id, effects.as_of
