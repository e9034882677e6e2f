-- One row per pattern of a hygiene rule that is on, as values are compared: trimmed and lower-cased.
-- A rule is met by a text that meets any of its patterns.

with hygiene_patterns as (

    select * from {{ lead_scoring.policy_relation('hygiene_patterns') }} as hygiene_patterns

),

hygiene_rules as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_rules') }}

)

select distinct
    hygiene_rules.rule_id,
    {{ policy_word('hygiene_patterns.field') }} as field,
    {{ policy_word('hygiene_patterns.operator') }} as operator,
    {{ lower_text(clean_text('hygiene_patterns.value')) }} as value_text
from hygiene_patterns
inner join hygiene_rules on {{ policy_word('hygiene_patterns.rule_id') }} = hygiene_rules.rule_id
where {{ clean_text('hygiene_patterns.value') }} is not null
