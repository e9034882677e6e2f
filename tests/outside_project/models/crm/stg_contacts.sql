-- One row per person of the CRM, as lead_scoring reads contacts; `plan` is a column of our own.
select
    cast(person_id as varchar) as contact_id,
    {{ clean_text('mail') }} as email,
    account as company_id,
    since as created_at,
    role as job_title,
    plan
from {{ ref('people') }}
