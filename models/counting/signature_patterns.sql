-- One row per signature that stands for its kind and pattern whose activity conditions it meets. A pattern without conditions is met
-- by all; a derived activity meets only patterns that ask for its type by name.

with signature_values as (

    select * from {{ ref('signature_values') }}

),

activity_value_matches as (

    select * from {{ ref('activity_value_matches') }}

),

activity_patterns as (

    select * from {{ ref('activity_patterns') }}

),

pattern_conditions as (

    select
        activity_patterns.pattern_no,
        alternative_conditions.condition_no,
        alternative_conditions.names_type
    from {{ ref('scored_alternative_conditions') }} as alternative_conditions
    inner join activity_patterns on alternative_conditions.alternative_no = activity_patterns.alternative_no
    where alternative_conditions.is_activity

),

activity_signatures as (

    select activity_signatures.*
    from {{ ref('activity_signatures') }} as activity_signatures
    inner join {{ ref('signature_kinds') }} as signature_kinds
        on activity_signatures.signature_no = signature_kinds.signature_no
        and signature_kinds.signature_no = signature_kinds.kind_no

),

met_conditions as (

    select
        signature_values.signature_no,
        pattern_conditions.pattern_no,
        count(*) as conditions,
        max(case when pattern_conditions.names_type then 1 else 0 end) as names_type
    from signature_values
    inner join activity_value_matches
        on signature_values.field = activity_value_matches.field
        and signature_values.value_text = activity_value_matches.value_text
    inner join pattern_conditions on activity_value_matches.condition_no = pattern_conditions.condition_no
    group by signature_values.signature_no, pattern_conditions.pattern_no

)

select
    met_conditions.signature_no,
    activity_patterns.pattern_no,
    activity_patterns.keeps_values
from met_conditions
inner join activity_patterns
    on met_conditions.pattern_no = activity_patterns.pattern_no
    and met_conditions.conditions = activity_patterns.activity_conditions
inner join activity_signatures on met_conditions.signature_no = activity_signatures.signature_no
where not activity_signatures.is_derived
    or met_conditions.names_type = 1

union all

select
    activity_signatures.signature_no,
    activity_patterns.pattern_no,
    activity_patterns.keeps_values
from activity_signatures
cross join activity_patterns
where activity_patterns.activity_conditions = 0
    and not activity_signatures.is_derived
