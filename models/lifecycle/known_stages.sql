-- One row per model, contact and transition: the stage that begins on the day. Merged contacts that once had a score have the stages of the
-- one that they are now.

{{ config(materialized='view') }}

with stage_changes as (

    select * from {{ ref('lead_scoring', 'stage_changes') }}

),

{# Most merged ids are of visitors who never had a score. -#}
published_contacts as (

    select distinct model_id, contact_id from {{ ref('lead_scoring', 'published_scores') }}

)

select model_id, contact_id, on_date, to_stage as stage
from stage_changes

union all

select
    stage_changes.model_id,
    merged_contacts.contact_id,
    stage_changes.on_date,
    stage_changes.to_stage as stage
from stage_changes
inner join {{ ref('lead_scoring', 'merged_contacts') }} as merged_contacts
    on stage_changes.contact_id = merged_contacts.survivor_id
inner join published_contacts
    on stage_changes.model_id = published_contacts.model_id
    and merged_contacts.contact_id = published_contacts.contact_id
