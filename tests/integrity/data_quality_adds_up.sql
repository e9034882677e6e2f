-- Invariant: data_quality counts each rejected row once, in one row per input, source system, load day and reason.

with data_quality as (

    select * from {{ ref('lead_scoring', 'data_quality') }}

),

counts as (

    select input, reason, row_count from data_quality where reason is not null
    union all
    select input, reason, -1 as row_count from {{ ref('lead_scoring', 'rejected_rows') }}

)

select input, reason, cast(sum(row_count) as {{ dbt.type_bigint() }}) as too_many
from counts
group by input, reason
having sum(row_count) <> 0

union all

select input, reason, count(*) as too_many
from data_quality
group by input, source_system, loaded_on, reason
having count(*) > 1
