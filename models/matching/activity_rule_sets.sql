-- One row per human activity and state of knowledge that meets any rule or metric: who, when, which rule set, which value.
-- The only place where activities are joined to what they mean; merges are followed here.

with matchable_activities as (

    select * from {{ ref('matchable_activities') }}

),

contact_survivors as (

    select * from {{ ref('contact_survivors') }}

),

activity_signatures as (

    select * from {{ ref('activity_signatures') }}

),

signature_rule_sets as (

    select * from {{ ref('signature_rule_sets') }}

)

select
    contact_survivors.survivor_id as contact_id,
    matchable_activities.known_by,
    matchable_activities.activity_date,
    signature_rule_sets.rule_set_no,
    matchable_activities.value
from matchable_activities
inner join activity_signatures
    on matchable_activities.is_derived = activity_signatures.is_derived
    and matchable_activities.activity_type = activity_signatures.activity_type
    and coalesce(matchable_activities.channel, '') = activity_signatures.channel
    and coalesce(matchable_activities.asset, '') = activity_signatures.asset
    and coalesce(matchable_activities.campaign, '') = activity_signatures.campaign
    and coalesce(matchable_activities.source_system, '') = activity_signatures.source_system
    and (case when activity_signatures.is_value_read then matchable_activities.value end)
    is not distinct from activity_signatures.value
inner join signature_rule_sets on activity_signatures.signature_no = signature_rule_sets.signature_no
inner join contact_survivors on matchable_activities.contact_id = contact_survivors.contact_id
