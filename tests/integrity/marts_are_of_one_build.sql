-- Invariant: all public tables come from the same build, but for `mql_alerts`, whose rows are told once.

with builds as (

    select build_id from {{ ref('lead_scoring', 'contact_scores') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'contact_dimension_scores') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'score_ledger') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'company_scores') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'company_ledger') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'score_history') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'score_movements') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'contact_movement') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'rejected_rows') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'data_quality') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'opportunities') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'crm_contacts') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'crm_companies') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'crm_hubspot_contacts') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'crm_hubspot_companies') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'crm_salesforce_leads') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'crm_salesforce_contacts') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'crm_salesforce_accounts') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'days') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'goal_progress') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'lifecycle_current') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'lifecycle_stage_times') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'lifecycle_transitions') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'mql_responses') }}
    union distinct
    select build_id from {{ ref('lead_scoring', 'policy_changes') }}
    union distinct
    {# A view with hundreds of rows for each contact. -#}
    select build_id from {{ ref('lead_scoring', 'score_history_daily') }} where on_date = {{ as_of() }}

)

select count(*) as builds
from builds
having count(*) > 1
