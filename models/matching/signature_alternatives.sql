-- One row per signature and alternative whose activity conditions it meets, for the owners that look at activities
-- (activity, frequency and inactivity rules, metrics). An alternative without an activity condition is met by all; a derived
-- activity meets only alternatives that ask for its type by name.

with signature_values as (

    select * from {{ ref('signature_values') }}

),

activity_value_matches as (

    select * from {{ ref('activity_value_matches') }}

),

alternative_conditions as (

    select * from {{ ref('scored_alternative_conditions') }} where is_activity

),

activity_alternatives as (

    select * from {{ ref('activity_alternatives') }}

),

activity_signatures as (

    select * from {{ ref('activity_signatures') }}

),

met_conditions as (

    select
        signature_values.signature_no,
        alternative_conditions.alternative_no,
        count(*) as conditions,
        max(case when alternative_conditions.names_type then 1 else 0 end) as names_type
    from signature_values
    inner join activity_value_matches
        on signature_values.field = activity_value_matches.field
        and signature_values.value_text = activity_value_matches.value_text
    inner join alternative_conditions on activity_value_matches.condition_no = alternative_conditions.condition_no
    group by signature_values.signature_no, alternative_conditions.alternative_no

)

select
    met_conditions.signature_no,
    activity_alternatives.alternative_no
from met_conditions
inner join activity_alternatives
    on met_conditions.alternative_no = activity_alternatives.alternative_no
    and met_conditions.conditions = activity_alternatives.activity_conditions
inner join activity_signatures on met_conditions.signature_no = activity_signatures.signature_no
where not activity_signatures.is_derived
    or met_conditions.names_type = 1

union all

select
    activity_signatures.signature_no,
    activity_alternatives.alternative_no
from activity_signatures
cross join activity_alternatives
where activity_alternatives.activity_conditions = 0
    and not activity_signatures.is_derived
