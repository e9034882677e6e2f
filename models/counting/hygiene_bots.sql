-- One row per activity that this build counts, and that a hygiene rule takes for a bot's, with the state of knowledge in which it does.
-- rule_id is the first such rule. What the input itself calls a bot is not here.

with found as (

    select activity_id, contact_id, source_key, known_by, rule_id from {{ ref('lead_scoring', 'text_bots') }}
    union all
    select activity_id, contact_id, source_key, known_by, rule_id from {{ ref('lead_scoring', 'timed_bots') }}

)

select
    activity_id,
    contact_id,
    source_key,
    known_by,
    min(rule_id) as rule_id
from found
group by activity_id, contact_id, source_key, known_by
