-- One row per active model with a company roll-up and company in a CRM: what it would show if every change were sent.
-- Nulls stand only where no date is known.

with crm_companies as (

    select * from {{ ref('lead_scoring', 'crm_companies') }}

),

writable as (

    select crm_object, record_id, entity_id as company_id
    from {{ ref('lead_scoring', 'stg_crm_records') }}
    where not is_person

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

)

select
    {{ row_hash(['crm_companies.model_id', 'writable.crm_object', 'writable.record_id']) }} as crm_record_key,
    crm_companies.model_id,
    writable.crm_object,
    writable.record_id,
    crm_companies.company_id,
    crm_companies.account_score,
    crm_companies.account_grade,
    crm_companies.is_mqa,
    crm_companies.mqa_since,
    crm_companies.engaged_contacts,
    policy_models.resend_points
from crm_companies
inner join writable on crm_companies.company_id = writable.company_id
inner join policy_models on crm_companies.model_id = policy_models.model_id
