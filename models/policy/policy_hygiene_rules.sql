-- One row per hygiene rule that is on, typed. A rule without a row in hygiene_rules is off.
-- What a rule does is said by its effect: `bot` activities match nothing, `mark` fills a field, `exclude` keeps contacts from being
-- scored as well, `fill` completes a field.

with hygiene_rules as (

    select * from {{ lead_scoring.policy_relation('hygiene_rules') }} as hygiene_rules

)

select
    {{ policy_word('rule_id') }} as rule_id,
    {{ policy_word('effect') }} as effect,
    {{ policy_word('activity_types') }} as activity_types,
    {{ policy_word('after_types') }} as after_types,
    {{ policy_integer('seconds') }} as seconds,
    {{ policy_integer('min_count') }} as min_count
from hygiene_rules
where {{ policy_switch('enabled') }}
