-- One row per input row that does not count, with the reason and the row as it came.
-- Accepted and rejected rows of an input add up to the input.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

all_rejected_rows as (

    select * from {{ ref('lead_scoring', 'all_rejected_rows') }}

)

select
    all_rejected_rows.input,
    all_rejected_rows.row_key,
    all_rejected_rows.reason,
    all_rejected_rows.raw_content,
    build.build_id
from all_rejected_rows
cross join build
