-- One row per model and company in a CRM: what the exports say of it, with the hash of what is mapped.
-- The hash and updated_at move only when what is mapped does; a record that was emptied stays for removal_days.

with sent_companies as (

    select * from {{ ref('lead_scoring', 'sent_companies') }}

),

crm_company_records as (

    select * from {{ ref('lead_scoring', 'crm_company_records') }}

),

build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

latest as (

    select crm_record_key, max(sent_on) as sent_on from sent_companies group by crm_record_key

)

select
    sent_companies.crm_record_key,
    sent_companies.model_id,
    sent_companies.crm_object,
    sent_companies.record_id,
    coalesce(crm_company_records.company_id, sent_companies.company_id) as company_id,
    sent_companies.account_score,
    sent_companies.account_grade,
    sent_companies.is_mqa,
    sent_companies.mqa_since,
    sent_companies.engaged_contacts,
    sent_companies.sent_as = 'removal' as is_removed,
    {{ row_hash([
        'sent_companies.account_score', 'sent_companies.account_grade', boolean_text('sent_companies.is_mqa'),
        'sent_companies.mqa_since', 'sent_companies.engaged_contacts', 'sent_companies.sent_as'
    ]) }} as payload_hash,
    sent_companies.updated_at,
    build.build_id
from sent_companies
inner join latest
    on sent_companies.crm_record_key = latest.crm_record_key
    and sent_companies.sent_on = latest.sent_on
cross join build
left join crm_company_records on sent_companies.crm_record_key = crm_company_records.crm_record_key
where sent_companies.sent_as = 'score'
    or (
        sent_companies.sent_as = 'removal'
        and {{ add_days('sent_companies.sent_on', var('removal_days') | int) }} > build.as_of
    )
