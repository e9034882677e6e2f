-- One row per model, contact and transition: the stage that begins on the day, of merged contacts that of the one that they are now.

{{ config(materialized='view') }}

with stage_changes as (

    select * from {{ ref('lead_scoring', 'stage_changes') }}

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
