-- One row per activity that happened: accepted, counted once, not deleted.
-- activity_date is the calendar day in UTC, shifted by the var day_start_utc_hour.

{{ config(materialized='view') }}

with stg_activity_rows as (

    select * from {{ ref('stg_activity_rows') }}

),

stg_activity_duplicates as (

    select * from {{ ref('stg_activity_duplicates') }}

),

repeated_keys as (

    select source_key, activity_id from stg_activity_duplicates where row_rank = 1

)

select
    stg_activity_rows.activity_id, stg_activity_rows.contact_id, stg_activity_rows.occurred_at,
    {{ activity_day('stg_activity_rows.occurred_at') }} as activity_date,
    stg_activity_rows.loaded_at, stg_activity_rows.loaded_on,
    stg_activity_rows.activity_type, stg_activity_rows.channel, stg_activity_rows.asset, stg_activity_rows.campaign,
    stg_activity_rows.value, stg_activity_rows.source_system, stg_activity_rows.is_bot
from stg_activity_rows
left join repeated_keys
    on stg_activity_rows.activity_id = repeated_keys.activity_id
    and coalesce(stg_activity_rows.source_system, '') = repeated_keys.source_key
where stg_activity_rows.rejection_reason is null
    and repeated_keys.activity_id is null

union all

select
    activity_id, contact_id, occurred_at,
    {{ activity_day('occurred_at') }} as activity_date,
    loaded_at, loaded_on, activity_type, channel, asset, campaign, value, source_system, is_bot
from stg_activity_duplicates
where row_rank = 1
    and not is_deleted
