-- One row per accepted version of an activity, with the days on which it was the one that was known: from known_from to before
-- known_until (null: it still is). Several loads on one day are one change: what stood at the end of the day.

{{ config(materialized='view') }}

with ordered_duplicates as (

    select
        *,
        {{ activity_day('loaded_at') }} as known_from,
        lead({{ activity_day('loaded_at') }}) over (
            partition by source_key, activity_id order by row_rank desc
        ) as known_until
    from {{ ref('lead_scoring', 'stg_activity_duplicates') }}

),

versions as (

    select
        activity_id, contact_id, occurred_at, loaded_on, activity_type, channel, asset, campaign, value, source_system,
        is_bot, user_agent, network, false as is_deleted, {{ activity_day('loaded_at') }} as known_from,
        cast(null as date) as known_until
    from {{ ref('lead_scoring', 'stg_single_activities') }}

    union all

    select
        activity_id, contact_id, occurred_at, loaded_on, activity_type, channel, asset, campaign, value, source_system,
        is_bot, user_agent, network, is_deleted, known_from, known_until
    from ordered_duplicates
    where known_until is null
        or known_until > known_from

)

select
    *,
    {{ activity_day('occurred_at') }} as activity_date
from versions
