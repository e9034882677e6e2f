-- One row per snapshot (model, day, contact) and line of the ledger that stood on the day, with its points as published.
-- Days before the memory of lines begins have none.

{{ config(enabled=evaluates()) }}
{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with evaluation_snapshots as (

    select * from {{ ref('lead_scoring', 'evaluation_snapshots') }}

),

published_ledger as (

    select * from {{ ref('lead_scoring', 'published_ledger') }}

)

select
    evaluation_snapshots.model_id,
    evaluation_snapshots.as_of,
    evaluation_snapshots.contact_id,
    evaluation_snapshots.label,
    published_ledger.dimension,
    published_ledger.entry_type,
    published_ledger.line_id,
    cast(
        sum(coalesce(published_ledger.points, 0) - coalesce(published_ledger.points_before, 0)) as numeric(28, 6)
    ) as points
from evaluation_snapshots
inner join published_ledger
    on evaluation_snapshots.model_id = published_ledger.model_id
    and evaluation_snapshots.contact_id = published_ledger.contact_id
    and evaluation_snapshots.as_of >= published_ledger.as_of
group by
    evaluation_snapshots.model_id,
    evaluation_snapshots.as_of,
    evaluation_snapshots.contact_id,
    evaluation_snapshots.label,
    published_ledger.dimension,
    published_ledger.entry_type,
    published_ledger.line_id
{# It came as often as it went: it stands no longer. -#}
having count(published_ledger.points) > count(published_ledger.points_before)
