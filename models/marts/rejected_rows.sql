-- One row per input row that does not count, with the reason and the row as it came.
-- Accepted and rejected rows of an input add up to the input.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

{# A row may come more than once: the number tells them apart. -#}
numbered as (

    select
        *,
        row_number() over (partition by input, row_key, reason order by raw_content) as copy_no
    from {{ ref('lead_scoring', 'all_rejected_rows') }}

)

select
    {{ row_hash(['numbered.input', 'numbered.row_key', 'numbered.reason', 'numbered.copy_no']) }} as rejected_row_key,
    numbered.input,
    numbered.row_key,
    numbered.reason,
    {{ text_for_readers('numbered.raw_content') }} as raw_content,
    build.build_id
from numbered
cross join build
