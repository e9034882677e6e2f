-- One row per kind of signature and pattern whose activity conditions it meets. A pattern without conditions is met by all; a derived
-- activity meets only patterns that ask for its type by name.

with kinds as (

    select kind_no, is_derived from {{ ref('lead_scoring', 'signature_kinds') }} where signature_no = kind_no

),

{# One signature speaks for all of its kind. -#}
signature_values as (

    select
        kinds.kind_no,
        signature_values.field,
        signature_values.value_text
    from {{ ref('lead_scoring', 'signature_values') }} as signature_values
    inner join kinds on signature_values.signature_no = kinds.kind_no

),

activity_value_matches as (

    select * from {{ ref('lead_scoring', 'activity_value_matches') }}

),

activity_patterns as (

    select * from {{ ref('lead_scoring', 'activity_patterns') }}

),

pattern_conditions as (

    select
        activity_patterns.pattern_no,
        alternative_conditions.condition_no,
        alternative_conditions.names_type
    from {{ ref('lead_scoring', 'scored_alternative_conditions') }} as alternative_conditions
    inner join activity_patterns on alternative_conditions.alternative_no = activity_patterns.alternative_no
    where alternative_conditions.is_activity

),

met_conditions as (

    select
        signature_values.kind_no,
        pattern_conditions.pattern_no,
        count(*) as conditions,
        max(case when pattern_conditions.names_type then 1 else 0 end) as names_type
    from signature_values
    inner join activity_value_matches
        on signature_values.field = activity_value_matches.field
        and signature_values.value_text = activity_value_matches.value_text
    inner join pattern_conditions on activity_value_matches.condition_no = pattern_conditions.condition_no
    group by signature_values.kind_no, pattern_conditions.pattern_no

)

select
    met_conditions.kind_no,
    activity_patterns.pattern_no,
    activity_patterns.keeps_values
from met_conditions
inner join activity_patterns
    on met_conditions.pattern_no = activity_patterns.pattern_no
    and met_conditions.conditions = activity_patterns.activity_conditions
inner join kinds on met_conditions.kind_no = kinds.kind_no
where not kinds.is_derived
    or met_conditions.names_type = 1

union all

select
    kinds.kind_no,
    activity_patterns.pattern_no,
    activity_patterns.keeps_values
from kinds
cross join activity_patterns
where activity_patterns.activity_conditions = 0
    and not kinds.is_derived
