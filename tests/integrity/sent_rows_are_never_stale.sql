-- Invariant: what a CRM shows is at most resend_points off the score, and shows the grade, next action, stage and MQL of today.

with shown as (

    {% for table in ['crm_hubspot_contacts', 'crm_salesforce_leads', 'crm_salesforce_contacts'] %}
    select
        '{{ table }}' as export, crm_record_key, model_id, contact_id as entity_id, lead_score as score,
        lead_grade as grade, lead_next_action as next_action, is_mql as is_qualified, mql_since as qualified_since
    from {{ ref('lead_scoring', table) }}
    where not is_removed
    union all
    {% endfor %}
    {% for table in ['crm_hubspot_companies', 'crm_salesforce_accounts'] %}
    select
        '{{ table }}' as export, crm_record_key, model_id, company_id as entity_id, account_score as score,
        account_grade as grade, '' as next_action, is_mqa as is_qualified, mqa_since as qualified_since
    from {{ ref('lead_scoring', table) }}
    where not is_removed
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

published as (

    select
        'contact' as entity, model_id, contact_id as entity_id, lead_score as score, lead_grade as grade,
        lead_next_action as next_action, is_mql as is_qualified, mql_since as qualified_since
    from {{ ref('lead_scoring', 'crm_contacts') }}
    where not is_removed
    union all
    select
        'company' as entity, model_id, company_id as entity_id, account_score as score, account_grade as grade,
        '' as next_action, is_mqa as is_qualified, mqa_since as qualified_since
    from {{ ref('lead_scoring', 'crm_companies') }}

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

)

select
    shown.export,
    shown.crm_record_key,
    shown.score as shown_score,
    published.score
from shown
left join published
    on shown.model_id = published.model_id
    and shown.entity_id = published.entity_id
    and published.entity
    = case when shown.export in ('crm_hubspot_companies', 'crm_salesforce_accounts') then 'company' else 'contact' end
left join policy_models on shown.model_id = policy_models.model_id
where published.score is null
    or abs(shown.score - published.score) > policy_models.resend_points
    or abs(shown.score - published.score) > 10
    or shown.grade <> published.grade
    or shown.next_action <> published.next_action
    or shown.is_qualified <> published.is_qualified
    or not {{ same_value('shown.qualified_since', 'published.qualified_since') }}
