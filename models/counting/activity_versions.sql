-- One row per accepted version of an activity, with the days on which it was the one that was known: from known_from to before
-- known_until (null: it still is). Several loads on one day are one change: what stood at the end of the day.

{{ config(materialized='view') }}

with stg_activity_rows as (

    select * from {{ ref('stg_activity_rows') }} where rejection_reason is null

),

stg_activity_duplicates as (

    select * from {{ ref('stg_activity_duplicates') }}

),

ordered_duplicates as (

    select
        *,
        {{ activity_day('loaded_at') }} as known_from,
        lead({{ activity_day('loaded_at') }}) over (
            partition by source_key, activity_id order by row_rank desc
        ) as known_until
    from stg_activity_duplicates

),

repeated_keys as (

    select source_key, activity_id from stg_activity_duplicates where row_rank = 1

)

select
    stg_activity_rows.activity_id, stg_activity_rows.contact_id, stg_activity_rows.occurred_at,
    {{ activity_day('stg_activity_rows.occurred_at') }} as activity_date,
    stg_activity_rows.loaded_on, stg_activity_rows.activity_type, stg_activity_rows.channel, stg_activity_rows.asset,
    stg_activity_rows.campaign, stg_activity_rows.value, stg_activity_rows.source_system, stg_activity_rows.is_bot,
    false as is_deleted,
    {{ activity_day('stg_activity_rows.loaded_at') }} as known_from,
    cast(null as date) as known_until
from stg_activity_rows
left join repeated_keys
    on stg_activity_rows.activity_id = repeated_keys.activity_id
    and coalesce(stg_activity_rows.source_system, '') = repeated_keys.source_key
where repeated_keys.activity_id is null

union all

select
    activity_id, contact_id, occurred_at,
    {{ activity_day('occurred_at') }} as activity_date,
    loaded_on, activity_type, channel, asset, campaign, value, source_system, is_bot,
    is_deleted,
    known_from,
    known_until
from ordered_duplicates
where known_until is null
    or known_until > known_from
