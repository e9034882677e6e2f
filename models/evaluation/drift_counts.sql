-- One row per model (`*` for inputs), kind, name, month and bucket that ever occurs: contacts in the month, and in all months before it together.
-- Every bucket stands in every month, with 0 where there is none.

{{ config(enabled=evaluates()) }}

with counts as (

    select * from {{ ref('lead_scoring', 'drift_score_counts') }}
    union all
    select * from {{ ref('lead_scoring', 'drift_field_counts') }}

),

months as (

    select distinct model_id, kind, name, month from counts

),

buckets as (

    select distinct model_id, kind, name, bucket from counts

)

select
    months.model_id,
    months.kind,
    months.name,
    months.month,
    buckets.bucket,
    cast(coalesce(counts.examples, 0) as bigint) as examples,
    cast(coalesce(sum(counts.examples) over (
        partition by months.model_id, months.kind, months.name, buckets.bucket
        order by months.month
        rows between unbounded preceding and 1 preceding
    ), 0) as bigint) as examples_before
from months
inner join buckets
    on months.model_id = buckets.model_id
    and months.kind = buckets.kind
    and months.name = buckets.name
left join counts
    on months.model_id = counts.model_id
    and months.kind = counts.kind
    and months.name = counts.name
    and months.month = counts.month
    and buckets.bucket = counts.bucket
