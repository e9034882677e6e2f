-- One row per human activity and state of knowledge that rules can meet: what came in, and what is derived from it.
-- A derived activity meets only rules that ask for its type by name. is_remembered marks what `activity_counts` keeps: all that
-- comes from the activities as they are known now. Changed attributes and outcomes are few, and counted by every build.

{{ config(materialized='view') }}

with activities as (

    select
        activity_type, contact_id, known_by, activity_date, channel, asset, campaign, source_system, value,
        false as is_derived
    from {{ ref('countable_activities') }}
    where not is_bot

    union all

    select
        activity_type, contact_id, known_by, activity_date, channel, asset, campaign, source_system, value,
        true as is_derived
    from {{ ref('derived_activities') }}

)

select
    *,
    known_by = {{ known_now() }} and (not is_derived or activity_type in ('session', 'reply')) as is_remembered
from activities
