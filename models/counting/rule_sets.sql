-- One row per set of patterns that activities were ever found to meet, and pattern in it. A set keeps its number for as long as the
-- matching version stands, because `activity_counts` remembers counts by it: hence never built anew.

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(by='nothing'),
    full_refresh=false,
    on_schema_change='fail'
) }}

with matching_version as (

    select * from {{ ref('lead_scoring', 'matching_version') }}

),

known as (

    {% if is_incremental() %}
    select distinct matching_version, rule_set, rule_set_no from {{ this }}
    {% else %}
    select matching_version, matching_version as rule_set, 0 as rule_set_no from matching_version where 1 = 0
    {% endif %}

),

found as (

    select distinct
        matching_version.matching_version,
        signature_rule_sets.rule_set,
        signature_patterns.pattern_no
    from {{ ref('lead_scoring', 'signature_rule_sets') }} as signature_rule_sets
    inner join {{ ref('lead_scoring', 'signature_patterns') }} as signature_patterns
        on signature_rule_sets.kind_no = signature_patterns.kind_no
    cross join matching_version

),

last_known as (

    select coalesce(max(rule_set_no), 0) as rule_set_no from known

)

select
    cast(last_known.rule_set_no + dense_rank() over (order by found.rule_set) as integer) as rule_set_no,
    found.matching_version,
    found.rule_set,
    found.pattern_no
from found
cross join last_known
left join known
    on found.matching_version = known.matching_version
    and found.rule_set = known.rule_set
where known.rule_set_no is null
