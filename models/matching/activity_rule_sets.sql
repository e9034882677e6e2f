-- One row per human activity that meets any rule or metric: who, when, which rule set, which value.
-- The only place where activities are joined to what they mean; merges are followed here.

with stg_activities as (

    select * from {{ ref('stg_activities') }} where not is_bot

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
    stg_activities.activity_date,
    signature_rule_sets.rule_set_no,
    stg_activities.value
from stg_activities
inner join activity_signatures
    on stg_activities.activity_type = activity_signatures.activity_type
    and coalesce(stg_activities.channel, '') = activity_signatures.channel
    and coalesce(stg_activities.asset, '') = activity_signatures.asset
    and coalesce(stg_activities.campaign, '') = activity_signatures.campaign
    and coalesce(stg_activities.source_system, '') = activity_signatures.source_system
    and (case when activity_signatures.is_value_read then stg_activities.value end)
    is not distinct from activity_signatures.value
inner join signature_rule_sets on activity_signatures.signature_no = signature_rule_sets.signature_no
inner join contact_survivors on stg_activities.contact_id = contact_survivors.contact_id
