-- One row per activity that happened: accepted, counted once, not deleted.
-- activity_date is the calendar day in UTC, shifted by the var day_start_utc_hour.

with stg_activity_rows as (

    select * from {{ ref('stg_activity_rows') }} where rejection_reason is null

),

stg_activity_duplicates as (

    select * from {{ ref('stg_activity_duplicates') }}

),

repeated_keys as (

    select
        coalesce(source_system, '') as source_key,
        activity_id
    from stg_activity_duplicates
    where row_rank = 1

),

counted_once as (

    select
        stg_activity_rows.activity_id,
        stg_activity_rows.contact_id,
        stg_activity_rows.occurred_at,
        stg_activity_rows.loaded_at,
        stg_activity_rows.activity_type,
        stg_activity_rows.channel,
        stg_activity_rows.asset,
        stg_activity_rows.campaign,
        stg_activity_rows.value,
        stg_activity_rows.source_system,
        stg_activity_rows.is_bot
    from stg_activity_rows
    left join repeated_keys
        on coalesce(stg_activity_rows.source_system, '') = repeated_keys.source_key
        and stg_activity_rows.activity_id = repeated_keys.activity_id
    where repeated_keys.activity_id is null
        and not stg_activity_rows.is_deleted

    union all

    select
        activity_id,
        contact_id,
        occurred_at,
        loaded_at,
        activity_type,
        channel,
        asset,
        campaign,
        value,
        source_system,
        is_bot
    from stg_activity_duplicates
    where row_rank = 1
        and not is_deleted

)

select
    *,
    {{ activity_day('occurred_at') }} as activity_date
from counted_once
