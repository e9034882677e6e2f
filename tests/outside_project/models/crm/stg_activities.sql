-- One row per event of the website.
{{ config(materialized='view') }}

select
    event_id as activity_id,
    cast(person_id as varchar) as contact_id,
    happened_at as occurred_at,
    what as activity_type,
    'web' as channel,
    page as asset,
    'site' as source_system
from {{ ref('web_events') }}
