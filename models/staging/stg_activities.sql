-- One row per activity that happened: accepted, counted once, not deleted.
-- activity_date is the calendar day in UTC, shifted by the var day_start_utc_hour.

{{ config(materialized='view') }}

with counted_once as (

    select
        activity_id, contact_id, occurred_at, loaded_at, loaded_on, activity_type, channel, asset, campaign, value,
        source_system, is_bot, user_agent, network
    from {{ ref('lead_scoring', 'stg_single_activities') }}

    union all

    select
        activity_id, contact_id, occurred_at, loaded_at, loaded_on, activity_type, channel, asset, campaign, value,
        source_system, is_bot, user_agent, network
    from {{ ref('lead_scoring', 'stg_activity_duplicates') }}
    where row_rank = 1
        and not is_deleted

)

select
    *,
    {{ activity_day('occurred_at') }} as activity_date
from counted_once
