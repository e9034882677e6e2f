-- One row per accepted outcome: each outcome_id stands once.
-- The rows that are left out are in rejected_rows with their reason.

{{ config(materialized='view') }}

select *
from {{ ref('lead_scoring', 'stg_outcome_rows') }}
where rejection_reason is null
