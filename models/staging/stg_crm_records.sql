-- One row per accepted record of a CRM: each record_id stands once for its crm_object.
-- The rows that are left out are in rejected_rows with their reason.

{{ config(materialized='view') }}

select *
from {{ ref('lead_scoring', 'stg_crm_record_rows') }}
where rejection_reason is null
