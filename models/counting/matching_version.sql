-- One row: a hash over all that decides how activities are counted: the patterns that rules ask for, what hygiene takes for a bot's
-- and where a day begins.
-- Points, limits, labels and what rules ask of contacts are not in it: a change of those counts nothing again.

with activity_patterns as (

    select * from {{ ref('lead_scoring', 'activity_patterns') }}

),

pattern_texts as (

    select pattern_key || case when keeps_values then ':values' else '' end as pattern_text
    from activity_patterns

),

patterns as (

    select coalesce({{ join_text('pattern_text', ',', 'pattern_text') }}, '') as pattern_text
    from pattern_texts

),

hygiene_rules as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_rules') }} where effect = 'bot'

),

hygiene_texts as (

    select {{ row_hash(['rule_id', 'activity_types', 'after_types', 'seconds', 'min_count']) }} as hygiene_text
    from hygiene_rules
    union all
    select {{ row_hash(['hygiene_patterns.rule_id', 'field', 'operator', 'value_text']) }} as hygiene_text
    from {{ ref('lead_scoring', 'policy_hygiene_patterns') }} as hygiene_patterns
    inner join hygiene_rules on hygiene_patterns.rule_id = hygiene_rules.rule_id

),

hygiene as (

    select coalesce({{ join_text('hygiene_text', ',', 'hygiene_text') }}, '') as hygiene_text
    from hygiene_texts

)

select
    {{ dbt.hash(
        "patterns.pattern_text || ' day starts at " ~ var('day_start_utc_hour') | int ~ " ' || hygiene.hygiene_text"
    ) }} as matching_version
from patterns
cross join hygiene
