-- One row per activity and state of knowledge that this build counts: who, when, which rule set, which value. rule_set_no is 0 where
-- no rule or metric asks for it, and for bots. The only place where activities are joined to what they mean; they are counted as
-- they pass.

{{ config(materialized='view') }}

with known_activities as (

    select * from {{ ref('lead_scoring', 'known_activities') }}

),

signatures as (

    select
        *,
        false as is_bot
    from {{ ref('lead_scoring', 'signature_meanings') }}
    where rule_set_no > 0

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
    and {{ same_value(
        'case when signatures.is_value_read then known_activities.value end', 'signatures.value'
    ) }}
where not known_activities.is_derived
    or signatures.rule_set_no is not null
