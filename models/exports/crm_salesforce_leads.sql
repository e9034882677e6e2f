-- One row per model and lead in Salesforce that shows a score or must be emptied: what reverse ETL writes onto it.
-- A lead that was converted is not here, because Salesforce lets nobody write to it: its contact is in crm_salesforce_contacts.

with shown_contacts as (

    select * from {{ ref('lead_scoring', 'shown_contacts') }} where crm_object = 'salesforce_lead'

)

select
    crm_record_key,
    model_id,
    record_id as salesforce_lead_id,
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
