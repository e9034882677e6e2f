-- One row per activity and state of knowledge that this build counts: what came in, bots included, and what is derived from it.
-- is_remembered marks what `activity_counts` keeps: all that comes from the activities as they are known now. Changed attributes and
-- outcomes are few, and counted by every build.

{{ config(materialized='view') }}

with activities as (

    select
        activity_type, contact_id, known_by, activity_date, channel, asset, campaign, source_system, value, is_bot,
        occurred_at, loaded_on, false as is_derived
    from {{ ref('lead_scoring', 'judged_activities') }}

    union all

    select
        activity_type, contact_id, known_by, activity_date, channel, asset, campaign, source_system, value,
        false as is_bot, cast(null as timestamp) as occurred_at, cast(null as date) as loaded_on, true as is_derived
    from {{ ref('lead_scoring', 'derived_activities') }}

)

select
    *,
    known_by = {{ known_now() }} and (not is_derived or activity_type in ('session', 'reply')) as is_remembered
from activities
