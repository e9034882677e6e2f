-- One row per accepted activity row whose (source_system, activity_id) stands more than once.
-- row_rank 1 counts: the newest loaded_at, then the greatest md5 of the row text.

with stg_activity_rows as (

    select * from {{ ref('stg_activity_rows') }} where rejection_reason is null

),

repeated_keys as (

    select
        coalesce(source_system, '') as source_key,
        activity_id
    from stg_activity_rows
    group by coalesce(source_system, ''), activity_id
    having count(*) > 1

)

select
    stg_activity_rows.*,
    row_number() over (
        partition by repeated_keys.source_key, repeated_keys.activity_id
        order by
            stg_activity_rows.loaded_at desc,
            {{ dbt.hash('stg_activity_rows.raw_content') }} desc,
            stg_activity_rows.raw_content
    ) as row_rank
from stg_activity_rows
inner join repeated_keys
    on coalesce(stg_activity_rows.source_system, '') = repeated_keys.source_key
    and stg_activity_rows.activity_id = repeated_keys.activity_id
