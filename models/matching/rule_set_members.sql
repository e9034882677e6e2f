-- One row per rule set and alternative in it.
-- The other side of signature_rule_sets: what a counted activity means to the rules.

with signature_rule_sets as (

    select
        rule_set_no,
        min(signature_no) as signature_no
    from {{ ref('signature_rule_sets') }}
    group by rule_set_no

),

signature_alternatives as (

    select * from {{ ref('signature_alternatives') }}

),

activity_alternatives as (

    select * from {{ ref('activity_alternatives') }}

)

select
    signature_rule_sets.rule_set_no,
    activity_alternatives.alternative_no,
    activity_alternatives.owner_no,
    activity_alternatives.is_mixed
from signature_rule_sets
inner join signature_alternatives on signature_rule_sets.signature_no = signature_alternatives.signature_no
inner join activity_alternatives on signature_alternatives.alternative_no = activity_alternatives.alternative_no
