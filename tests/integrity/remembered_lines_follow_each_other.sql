-- Invariant: each remembered row of a ledger line begins with the points that the row before it left; the first one with none.
-- Where it does not, days were built in another order: `make backfill` from that day on mends it. Looked at since the last whole day before
-- this build.

{% set since = last_whole_day(ref('lead_scoring', 'published_ledger'), first_day()) -%}

with followed as (

    select
        model_id,
        contact_id,
        dimension,
        entry_type,
        line_id,
        as_of,
        points_before,
        lag(points) over (
            partition by model_id, contact_id, dimension, entry_type, line_id order by as_of
        ) as points_left
    from {{ ref('lead_scoring', 'published_ledger') }}
    where as_of >= {{ since }}

)

select *
from followed
where as_of > {{ since }}
    and not {{ same_value('points_before', 'points_left') }}
