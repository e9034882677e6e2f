-- One row per company in an active model with a company roll-up: what reverse ETL writes onto the CRM's company or account.
-- No nulls where a CRM would show an empty score; payload_hash changes only when a mapped field does.

with company_scores as (

    select * from {{ ref('lead_scoring', 'company_scores') }}

),

active_models as (

    select model_id from {{ ref('lead_scoring', 'policy_models') }} where status = 'active'

),

payload as (

    select
        company_scores.company_score_key as crm_company_key,
        company_scores.model_id,
        company_scores.company_id,
        coalesce(company_scores.company_name, '') as company_name,
        company_scores.score as account_score,
        coalesce(company_scores.grade, '') as account_grade,
        company_scores.is_mqa,
        company_scores.mqa_since,
        company_scores.engaged_contacts,
        coalesce(company_scores.top_contact_id, '') as top_contact_id,
        company_scores.build_id
    from company_scores
    inner join active_models on company_scores.model_id = active_models.model_id

)

select
    crm_company_key,
    model_id,
    company_id,
    company_name,
    account_score,
    account_grade,
    is_mqa,
    mqa_since,
    engaged_contacts,
    top_contact_id,
    {{ row_hash([
        'company_name', 'account_score', 'account_grade', boolean_text('is_mqa'), 'mqa_since', 'engaged_contacts', 'top_contact_id'
    ]) }} as payload_hash,
    build_id
from payload
