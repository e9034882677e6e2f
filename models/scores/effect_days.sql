-- One row per model, contact and scored day on which rules qualify or disqualify the contact, with the first rule of each kind.
-- day: an award of an activity or inactivity rule on that very day. while: an attribute or frequency rule that holds.

with scored_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where effect in ('qualify', 'disqualify')

),

effects as (

    select model_id, contact_id, as_of, rule_no, 'while' as lasts from {{ ref('lead_scoring', 'met_attribute_rules') }}
    union all
    select model_id, contact_id, as_of, rule_no, 'while' as lasts from {{ ref('lead_scoring', 'frequency_awards') }}
    union all
    select model_id, contact_id, as_of, rule_no, 'day' as lasts
    from {{ ref('lead_scoring', 'awards_by_day') }}
    where age_days = 0
    union all
    select model_id, contact_id, as_of, rule_no, 'day' as lasts from {{ ref('lead_scoring', 'inactivity_awards') }}
    where last_on = as_of

),

named_effects as (

    select
        effects.model_id,
        effects.contact_id,
        effects.as_of,
        scored_rules.effect || '_' || effects.lasts as effect,
        scored_rules.rule_id
    from effects
    inner join scored_rules on effects.rule_no = scored_rules.rule_no

)

select
    model_id,
    contact_id,
    as_of,
    min(case when effect = 'qualify_day' then rule_id end) as qualify_day_rule_id,
    min(case when effect = 'qualify_while' then rule_id end) as qualify_while_rule_id,
    min(case when effect = 'disqualify_day' then rule_id end) as disqualify_day_rule_id,
    min(case when effect = 'disqualify_while' then rule_id end) as disqualify_while_rule_id
from named_effects
group by model_id, contact_id, as_of
