-- One row per model, contact and change of stage: from which, to which, when, why, and what tipped it.
-- A function of what was published and of the outcomes, awards and merges that are known today.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

stage_changes as (

    select * from {{ ref('lead_scoring', 'stage_changes') }}

),

tipping_rules as (

    select * from {{ ref('lead_scoring', 'tipping_rules') }}

)

select
    {{ row_hash(['stage_changes.model_id', 'stage_changes.contact_id', 'stage_changes.on_date']) }}
        as lifecycle_transition_key,
    stage_changes.model_id,
    stage_changes.contact_id,
    stage_changes.on_date,
    stage_changes.from_stage,
    stage_changes.to_stage,
    stage_changes.reason,
    stage_changes.score,
    coalesce(stage_changes.rule_id, tipping_rules.rule_id) as rule_id,
    stage_changes.mql_policy_id,
    stage_changes.outcome_reason,
    stage_changes.until_date,
    build.build_id
from stage_changes
cross join build
left join tipping_rules
    on stage_changes.model_id = tipping_rules.model_id
    and stage_changes.contact_id = tipping_rules.contact_id
    and stage_changes.on_date = tipping_rules.on_date
