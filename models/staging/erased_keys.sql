-- One row per model of the policy and contact that was erased: hashes only, so that the history can forget the contact and the export
-- can tell the CRM. Nothing in here says who it was.

with erased_contacts as (

    select * from {{ ref('lead_scoring', 'erased_contacts') }}

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

)

select
    {{ dbt.hash('erased_contacts.contact_id') }} as contact_hash,
    policy_models.model_id,
    {{ row_hash(['policy_models.model_id', 'erased_contacts.contact_id']) }} as contact_score_key,
    {{ activity_day('erased_contacts.requested_at') }} as requested_on
from erased_contacts
cross join policy_models
