-- One row per accepted activity row whose (source_system, activity_id) stands only once and is not marked as deleted.
-- The others, few, are in stg_activity_duplicates: together they are all accepted rows.

{{ config(materialized='view') }}

with repeated_keys as (

    select source_key, activity_id from {{ ref('lead_scoring', 'stg_activity_duplicates') }} where row_rank = 1

)

select stg_activity_rows.*
from {{ ref('lead_scoring', 'stg_activity_rows') }} as stg_activity_rows
left join repeated_keys
    on stg_activity_rows.activity_id = repeated_keys.activity_id
    and coalesce(stg_activity_rows.source_system, '') = repeated_keys.source_key
where stg_activity_rows.rejection_reason is null
    and repeated_keys.activity_id is null
