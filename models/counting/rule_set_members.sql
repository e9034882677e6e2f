-- One row per rule set of the current matching version and alternative in it.
-- What a counted activity means to the rules: alternatives that ask the same share a pattern, and are in the same sets.

with rule_sets as (

    select rule_sets.rule_set_no, rule_sets.pattern_no
    from {{ ref('lead_scoring', 'rule_sets') }} as rule_sets
    inner join {{ ref('lead_scoring', 'matching_version') }} as matching_version
        on rule_sets.matching_version = matching_version.matching_version

),

activity_patterns as (

    select * from {{ ref('lead_scoring', 'activity_patterns') }}

),

activity_alternatives as (

    select * from {{ ref('lead_scoring', 'activity_alternatives') }}

)

select
    rule_sets.rule_set_no,
    activity_alternatives.alternative_no,
    activity_alternatives.owner_no,
    activity_alternatives.is_mixed
from rule_sets
inner join activity_patterns on rule_sets.pattern_no = activity_patterns.pattern_no
inner join activity_alternatives on activity_patterns.pattern_key = activity_alternatives.pattern_key
