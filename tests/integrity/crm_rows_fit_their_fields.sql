-- Invariant: a CRM takes every value: texts have at most 255 characters, codes are of the policy, nothing that must be said is null.

with contacts as (

    {% for table, record_id in [
        ('crm_hubspot_contacts', 'hubspot_contact_id'),
        ('crm_salesforce_leads', 'salesforce_lead_id'),
        ('crm_salesforce_contacts', 'salesforce_contact_id')
    ] %}
    select
        '{{ table }}' as export, model_id, {{ record_id }} as record_id, lead_score as score, lead_grade as grade,
        lead_label, lead_next_action, lead_stage, is_mql as is_qualified, mql_since as qualified_since,
        lead_reasons_up, lead_reasons_down, lead_change, updated_at, is_removed
    from {{ ref('lead_scoring', table) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

companies as (

    {% for table, record_id in [
        ('crm_hubspot_companies', 'hubspot_company_id'), ('crm_salesforce_accounts', 'salesforce_account_id')
    ] %}
    select
        '{{ table }}' as export, model_id, {{ record_id }} as record_id, account_score as score, account_grade as grade,
        is_mqa as is_qualified, mqa_since as qualified_since, updated_at, is_removed
    from {{ ref('lead_scoring', table) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

codes as (

    select model_id, dimension, band as code, 'grade' as kind
    from {{ ref('lead_scoring', 'policy_bands') }}
    where dimension in ('total', 'company')
    union distinct
    select model_id, 'total' as dimension, grade as code, 'grade' as kind
    from {{ ref('lead_scoring', 'policy_grades') }}
    union distinct
    select model_id, 'total' as dimension, next_action as code, 'next_action' as kind
    from {{ ref('lead_scoring', 'policy_grades') }}
    union distinct
    select model_id, 'total' as dimension, next_action as code, 'next_action' as kind
    from {{ ref('lead_scoring', 'policy_bands') }}
    where dimension = 'total'

),

problems as (

    {% for column in [
        'grade', 'lead_label', 'lead_next_action', 'lead_stage', 'lead_reasons_up', 'lead_reasons_down', 'lead_change'
    ] %}
    select export, record_id, '{{ column }} is null or longer than 255 characters' as problem
    from contacts
    where {{ column }} is null or {{ crm_length(column) }} > 255
    union all
    {% endfor %}
    {% for table in ['contacts', 'companies'] %}
    select export, record_id, 'nothing says which record, when, how much or whether' as problem
    from {{ table }}
    where coalesce(record_id, '') = '' or updated_at is null or score is null or is_qualified is null or grade is null
    union all
    select export, record_id, 'a day without the mark, or the mark without a day' as problem
    from {{ table }}
    where is_qualified <> (qualified_since is not null)
    union all
    select {{ table }}.export, {{ table }}.record_id, 'the policy has no such grade' as problem
    from {{ table }}
    left join codes
        on {{ table }}.model_id = codes.model_id
        and {{ table }}.grade = codes.code
        and codes.kind = 'grade'
        and codes.dimension = '{{ 'total' if table == 'contacts' else 'company' }}'
    where {{ table }}.grade <> '' and codes.code is null
    union all
    {% endfor %}
    select contacts.export, contacts.record_id, 'the policy has no such next action' as problem
    from contacts
    left join codes
        on contacts.model_id = codes.model_id
        and contacts.lead_next_action = codes.code
        and codes.kind = 'next_action'
    where contacts.lead_next_action <> '' and codes.code is null

)

select * from problems
