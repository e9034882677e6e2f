-- One row per activity in HubSpot, in the shape of the input `activities`.
-- A row hardly depends on anything that changes without being loaded again, so that a build may read only what is new.

{{ config(enabled=source_is_on('hubspot')) }}

select * from {{ ref('lead_scoring', 'hubspot_email_activities') }}
union all
select * from {{ ref('lead_scoring', 'hubspot_form_activities') }}
union all
select * from {{ ref('lead_scoring', 'hubspot_engagement_activities') }}
