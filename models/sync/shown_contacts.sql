-- One row per model and contact or lead in a CRM: what the exports say of it, with the hash of what is mapped.
-- The hash and updated_at move only when what is mapped does, whoever the record belongs to after merges; a record that was
-- emptied stays for removal_days.

with sent_contacts as (

    select * from {{ ref('lead_scoring', 'sent_contacts') }}

),

crm_contact_records as (

    select * from {{ ref('lead_scoring', 'crm_contact_records') }}

),

build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

latest as (

    select crm_record_key, max(sent_on) as sent_on from sent_contacts group by crm_record_key

)

select
    sent_contacts.crm_record_key,
    sent_contacts.model_id,
    sent_contacts.crm_object,
    sent_contacts.record_id,
    coalesce(crm_contact_records.contact_id, sent_contacts.contact_id) as contact_id,
    crm_contact_records.email,
    sent_contacts.lead_score,
    sent_contacts.lead_grade,
    sent_contacts.lead_label,
    sent_contacts.lead_next_action,
    sent_contacts.lead_stage,
    sent_contacts.is_mql,
    sent_contacts.mql_since,
    sent_contacts.lead_reasons_up,
    sent_contacts.lead_reasons_down,
    sent_contacts.lead_change,
    sent_contacts.sent_as = 'removal' as is_removed,
    {{ row_hash([
        'sent_contacts.lead_score', 'sent_contacts.lead_grade', 'sent_contacts.lead_label', 'sent_contacts.lead_next_action',
        'sent_contacts.lead_stage', boolean_text('sent_contacts.is_mql'), 'sent_contacts.mql_since',
        'sent_contacts.lead_reasons_up', 'sent_contacts.lead_reasons_down', 'sent_contacts.lead_change', 'sent_contacts.sent_as'
    ]) }} as payload_hash,
    sent_contacts.updated_at,
    build.build_id
from sent_contacts
inner join latest
    on sent_contacts.crm_record_key = latest.crm_record_key
    and sent_contacts.sent_on = latest.sent_on
cross join build
left join crm_contact_records on sent_contacts.crm_record_key = crm_contact_records.crm_record_key
where sent_contacts.sent_as = 'score'
    or (
        sent_contacts.sent_as = 'removal'
        and {{ add_days('sent_contacts.sent_on', var('removal_days') | int) }} > build.as_of
    )
