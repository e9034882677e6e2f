-- One row per accepted merge: each from_contact_id stands once.
-- The rows that are left out are in rejected_rows with their reason.

{{ config(materialized='view') }}

select *
from {{ ref('lead_scoring', 'stg_merge_rows') }}
where rejection_reason is null
