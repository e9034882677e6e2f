-- One row per account of the CRM.
select
    account as company_id,
    account_name as name,
    web as domain,
    staff as employee_count
from {{ ref('accounts') }}
