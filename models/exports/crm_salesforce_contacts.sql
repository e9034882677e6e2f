-- One row per model and contact in Salesforce that shows a score or must be emptied: what reverse ETL writes onto it.
-- Also those that were leads; payload_hash and updated_at move only when a mapped column does.

with shown_contacts as (

    select * from {{ ref('lead_scoring', 'shown_contacts') }} where crm_object = 'salesforce_contact'

)

select
    crm_record_key,
    model_id,
    record_id as salesforce_contact_id,
    contact_id,
    email,
    lead_score,
    lead_grade,
    lead_label,
    lead_next_action,
    lead_stage,
    is_mql,
    mql_since,
    lead_reasons_up,
    lead_reasons_down,
    lead_change,
    is_removed,
    payload_hash,
    updated_at,
    build_id
from shown_contacts
