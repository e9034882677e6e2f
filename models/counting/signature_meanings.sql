-- One row per signature: what it means to the rules, as the number of its rule set. 0 is what no rule or metric asks for.

with rule_sets as (

    select distinct rule_sets.rule_set, rule_sets.rule_set_no
    from {{ ref('lead_scoring', 'rule_sets') }} as rule_sets
    inner join {{ ref('lead_scoring', 'matching_version') }} as matching_version
        on rule_sets.matching_version = matching_version.matching_version

),

kinds as (

    select
        signature_rule_sets.kind_no,
        signature_rule_sets.keeps_values,
        rule_sets.rule_set_no
    from {{ ref('lead_scoring', 'signature_rule_sets') }} as signature_rule_sets
    inner join rule_sets on signature_rule_sets.rule_set = rule_sets.rule_set

)

select
    activity_signatures.is_derived,
    activity_signatures.activity_type,
    activity_signatures.channel,
    activity_signatures.asset,
    activity_signatures.campaign,
    activity_signatures.source_system,
    activity_signatures.is_value_read,
    activity_signatures.value,
    coalesce(kinds.keeps_values, false) as keeps_values,
    coalesce(kinds.rule_set_no, 0) as rule_set_no
from {{ ref('lead_scoring', 'activity_signatures') }} as activity_signatures
inner join {{ ref('lead_scoring', 'signature_kinds') }} as signature_kinds
    on activity_signatures.signature_no = signature_kinds.signature_no
left join kinds on signature_kinds.kind_no = kinds.kind_no
