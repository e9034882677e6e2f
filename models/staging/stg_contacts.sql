-- One row per accepted contact: each contact_id stands once.
-- The rows that are left out are in rejected_rows with their reason.

{{ config(materialized='view') }}

select *
from {{ ref('lead_scoring', 'stg_contact_rows') }}
where rejection_reason is null
