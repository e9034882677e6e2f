-- One row per model, contact and transition: the stage that begins on the day. Merged contacts that once had a score have the stages of the
-- one that they are now.

{{ config(materialized='view') }}

with stage_changes as (

    select * from {{ ref('lead_scoring', 'stage_changes') }}

),

merged_members as (

    select * from {{ ref('lead_scoring', 'merged_members') }} where published_as <> contact_id

)

select model_id, contact_id, on_date, to_stage as stage
from stage_changes

union all

select
    stage_changes.model_id,
    merged_members.published_as as contact_id,
    stage_changes.on_date,
    stage_changes.to_stage as stage
from stage_changes
inner join merged_members
    on stage_changes.model_id = merged_members.model_id
    and stage_changes.contact_id = merged_members.contact_id
