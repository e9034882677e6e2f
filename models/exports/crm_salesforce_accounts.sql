-- One row per model and account in Salesforce that shows a score or must be emptied: what reverse ETL writes onto it.
-- payload_hash and updated_at move only when a mapped column does; no score is null.

with shown_companies as (

    select * from {{ ref('lead_scoring', 'shown_companies') }} where crm_object = 'salesforce_account'

)

select
    crm_record_key,
    model_id,
    record_id as salesforce_account_id,
    company_id,
    account_score,
    account_grade,
    is_mqa,
    mqa_since,
    engaged_contacts,
    is_removed,
    payload_hash,
    updated_at,
    build_id
from shown_companies
