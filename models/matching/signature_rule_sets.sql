-- One row per signature that meets at least one alternative, with the set of alternatives that it meets.
-- Signatures that meet the same alternatives share a rule_set_no, so that activities are counted once per set.

with signature_alternatives as (

    select * from {{ ref('signature_alternatives') }}

),

rule_sets as (

    select
        signature_no,
        {{ join_text('cast(alternative_no as ' ~ dbt.type_string() ~ ')', ',', 'alternative_no') }} as rule_set
    from signature_alternatives
    group by signature_no

)

select
    signature_no,
    cast(dense_rank() over (order by rule_set) as integer) as rule_set_no
from rule_sets
