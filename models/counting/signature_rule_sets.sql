-- One row per kind of signature that meets at least one pattern, with the set of patterns that it meets, as text.
-- Signatures that meet the same patterns are one to the rules, so that activities are counted once per set.

with signature_patterns as (

    select * from {{ ref('lead_scoring', 'signature_patterns') }}

)

select
    kind_no,
    {{ join_text('cast(pattern_no as ' ~ dbt.type_string() ~ ')', ',', 'pattern_no') }} as rule_set,
    max(case when keeps_values then 1 else 0 end) = 1 as keeps_values
from signature_patterns
group by kind_no
