-- Invariant: all public tables come from the same build.

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

)

select count(*) as builds
from builds
having count(*) > 1
