-- One row per snapshot (model, day, contact) and line of the ledger that stood on the day, with its points as published.
-- Days before the memory of lines begins have none.

{{ config(enabled=evaluates()) }}
{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with evaluation_snapshots as (

    select * from {{ ref('lead_scoring', 'evaluation_snapshots') }}

),

published_ledger as (

    select * from {{ ref('lead_scoring', 'published_ledger') }}

),

latest as (

    select
        evaluation_snapshots.model_id,
        evaluation_snapshots.as_of,
        evaluation_snapshots.contact_id,
        evaluation_snapshots.label,
        published_ledger.dimension,
        published_ledger.entry_type,
        published_ledger.line_id,
        max(published_ledger.as_of) as changed_on
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

)

select
    latest.model_id,
    latest.as_of,
    latest.contact_id,
    latest.label,
    latest.dimension,
    latest.entry_type,
    latest.line_id,
    published_ledger.points
from latest
inner join published_ledger
    on latest.model_id = published_ledger.model_id
    and latest.contact_id = published_ledger.contact_id
    and latest.dimension = published_ledger.dimension
    and latest.entry_type = published_ledger.entry_type
    and latest.line_id = published_ledger.line_id
    and latest.changed_on = published_ledger.as_of
where published_ledger.points is not null
