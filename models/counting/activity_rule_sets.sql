-- One row per human activity and state of knowledge that this build counts and that meets any rule or metric: who, when, which rule
-- set, which value. The only place where activities are joined to what they mean; they are counted as they pass.

{{ config(materialized='view') }}

with matchable_activities as (

    select * from {{ ref('matchable_activities') }}

),

activity_signatures as (

    select * from {{ ref('activity_signatures') }}

),

rule_sets as (

    select distinct rule_sets.rule_set, rule_sets.rule_set_no
    from {{ ref('rule_sets') }} as rule_sets
    inner join {{ ref('matching_version') }} as matching_version
        on rule_sets.matching_version = matching_version.matching_version

),

signature_rule_sets as (

    select
        signature_rule_sets.signature_no,
        signature_rule_sets.keeps_values,
        rule_sets.rule_set_no
    from {{ ref('signature_rule_sets') }} as signature_rule_sets
    inner join rule_sets on signature_rule_sets.rule_set = rule_sets.rule_set

)

select
    matchable_activities.contact_id,
    matchable_activities.known_by,
    matchable_activities.is_remembered,
    matchable_activities.activity_date,
    signature_rule_sets.rule_set_no,
    matchable_activities.value,
    cast(
        case when signature_rule_sets.keeps_values then matchable_activities.value end as numeric(28, 6)
    ) as single_value
from matchable_activities
inner join activity_signatures
    on matchable_activities.is_derived = activity_signatures.is_derived
    and matchable_activities.activity_type = activity_signatures.activity_type
    and coalesce(matchable_activities.channel, '') = activity_signatures.channel
    and coalesce(matchable_activities.asset, '') = activity_signatures.asset
    and coalesce(matchable_activities.campaign, '') = activity_signatures.campaign
    and coalesce(matchable_activities.source_system, '') = activity_signatures.source_system
    and {{ same_value(
        'case when activity_signatures.is_value_read then matchable_activities.value end', 'activity_signatures.value'
    ) }}
inner join signature_rule_sets on activity_signatures.signature_no = signature_rule_sets.signature_no
