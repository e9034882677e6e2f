-- One row per activity and state of knowledge that this build counts: who, when, which rule set, which value. rule_set_no is 0 where
-- no rule or metric asks for it, and for bots. The only place where activities are joined to what they mean; they are counted as
-- they pass.

{{ config(materialized='view') }}

with known_activities as (

    select * from {{ ref('known_activities') }}

),

rule_sets as (

    select distinct rule_sets.rule_set, rule_sets.rule_set_no
    from {{ ref('rule_sets') }} as rule_sets
    inner join {{ ref('matching_version') }} as matching_version
        on rule_sets.matching_version = matching_version.matching_version

),

signatures as (

    select
        activity_signatures.*,
        false as is_bot,
        signature_rule_sets.keeps_values,
        rule_sets.rule_set_no
    from {{ ref('activity_signatures') }} as activity_signatures
    inner join {{ ref('signature_kinds') }} as signature_kinds
        on activity_signatures.signature_no = signature_kinds.signature_no
    inner join {{ ref('signature_rule_sets') }} as signature_rule_sets
        on signature_kinds.kind_no = signature_rule_sets.kind_no
    inner join rule_sets on signature_rule_sets.rule_set = rule_sets.rule_set

)

select
    known_activities.contact_id,
    known_activities.known_by,
    known_activities.is_remembered,
    known_activities.is_derived,
    known_activities.activity_date,
    known_activities.loaded_on,
    case when not known_activities.is_bot then known_activities.occurred_at end as human_at,
    coalesce(signatures.rule_set_no, 0) as rule_set_no,
    known_activities.value,
    cast(case when signatures.keeps_values then known_activities.value end as numeric(28, 6)) as single_value
from known_activities
left join signatures
    on known_activities.is_bot = signatures.is_bot
    and known_activities.is_derived = signatures.is_derived
    and known_activities.activity_type = signatures.activity_type
    and coalesce(known_activities.channel, '') = signatures.channel
    and coalesce(known_activities.asset, '') = signatures.asset
    and coalesce(known_activities.campaign, '') = signatures.campaign
    and coalesce(known_activities.source_system, '') = signatures.source_system
    and (case when signatures.is_value_read then known_activities.value end) is not distinct from signatures.value
where not known_activities.is_derived
    or signatures.rule_set_no is not null
