-- Invariant: all public tables come from the same build.

with builds as (

    select build_id from {{ ref('contact_scores') }}
    union distinct
    select build_id from {{ ref('contact_dimension_scores') }}
    union distinct
    select build_id from {{ ref('score_ledger') }}
    union distinct
    select build_id from {{ ref('company_scores') }}
    union distinct
    select build_id from {{ ref('company_ledger') }}
    union distinct
    select build_id from {{ ref('score_history') }}
    union distinct
    select build_id from {{ ref('score_movements') }}
    union distinct
    select build_id from {{ ref('contact_movement') }}
    union distinct
    select build_id from {{ ref('rejected_rows') }}
    union distinct
    select build_id from {{ ref('crm_contacts') }}
    union distinct
    select build_id from {{ ref('crm_companies') }}

)

select count(*) as builds
from builds
having count(*) > 1
