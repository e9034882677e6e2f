-- One row per human activity and state of knowledge that rules can meet: what came in, and what is derived from it.
-- A derived activity meets only rules that ask for its type by name.

{{ config(materialized='view') }}

select
    activity_type,
    contact_id,
    known_by,
    activity_date,
    channel,
    asset,
    campaign,
    source_system,
    value,
    false as is_derived
from {{ ref('known_activities') }}
where not is_bot

union all

select
    activity_type,
    contact_id,
    known_by,
    activity_date,
    channel,
    asset,
    campaign,
    source_system,
    value,
    true as is_derived
from {{ ref('derived_activities') }}
