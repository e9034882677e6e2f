-- One row per accepted activity row whose (source_system, activity_id) stands more than once or is marked as deleted.
-- row_rank 1 counts: the newest loaded_at, then the greatest md5 of the row text.

with stg_activity_rows as (

    select * from {{ ref('stg_activity_rows') }}
    where rejection_reason is null
        and is_repeated

)

select
    *,
    row_number() over (
        partition by coalesce(source_system, ''), activity_id
        order by loaded_at desc, {{ dbt.hash('raw_content') }} desc, raw_content
    ) as row_rank
from stg_activity_rows
