-- One row per accepted row of attribute history: what a field of a contact or company was from a moment on.
-- The rows that are left out are in rejected_rows with their reason.

{{ config(materialized='view') }}

select *
from {{ ref('lead_scoring', 'stg_attribute_history_rows') }}
where rejection_reason is null
