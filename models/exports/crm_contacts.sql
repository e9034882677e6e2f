-- One row per contact with a CRM id in the audience of an active model: what reverse ETL writes onto the CRM's contact.
-- No nulls where a CRM would show an empty score; payload_hash changes only when a mapped field does. A contact that was erased
-- is one row with is_removed and nothing but its key, for removal_days.

with contact_scores as (

    select * from {{ ref('lead_scoring', 'contact_scores') }}

),

active_models as (

    select model_id from {{ ref('lead_scoring', 'policy_models') }} where status = 'active'

),

resolved_contacts as (

    select * from {{ ref('lead_scoring', 'resolved_contacts') }}

),

payload as (

    select
        contact_scores.contact_score_key as crm_contact_key,
        contact_scores.model_id,
        contact_scores.contact_id,
        {{ email_for_readers('resolved_contacts.email') }} as email,
        contact_scores.score as lead_score,
        coalesce(contact_scores.grade, '') as lead_grade,
        coalesce(contact_scores.label, '') as lead_label,
        coalesce(contact_scores.next_action, '') as lead_next_action,
        contact_scores.is_mql,
        contact_scores.mql_since,
        false as is_removed,
        coalesce(contact_scores.reasons_up, '') as lead_reasons_up,
        coalesce(contact_scores.reasons_down, '') as lead_reasons_down,
        contact_scores.build_id
    from contact_scores
    inner join active_models on contact_scores.model_id = active_models.model_id
    inner join resolved_contacts on contact_scores.contact_id = resolved_contacts.contact_id
    where not resolved_contacts.is_stub

    union all

    select
        erased_keys.contact_score_key as crm_contact_key,
        erased_keys.model_id,
        cast(null as {{ dbt.type_string() }}) as contact_id,
        cast(null as {{ dbt.type_string() }}) as email,
        0 as lead_score,
        '' as lead_grade,
        '' as lead_label,
        '' as lead_next_action,
        false as is_mql,
        cast(null as date) as mql_since,
        true as is_removed,
        '' as lead_reasons_up,
        '' as lead_reasons_down,
        build.build_id
    from {{ ref('lead_scoring', 'erased_keys') }} as erased_keys
    inner join active_models on erased_keys.model_id = active_models.model_id
    cross join {{ ref('lead_scoring', 'build') }} as build
    where {{ add_days('coalesce(erased_keys.requested_on, build.as_of)', var('removal_days') | int) }} > build.as_of

)

select
    crm_contact_key,
    model_id,
    contact_id,
    email,
    lead_score,
    lead_grade,
    lead_label,
    lead_next_action,
    is_mql,
    mql_since,
    is_removed,
    lead_reasons_up,
    lead_reasons_down,
    {{ row_hash([
        'email', 'lead_score', 'lead_grade', 'lead_label', 'lead_next_action', boolean_text('is_mql'), 'mql_since',
        boolean_text('is_removed'), 'lead_reasons_up', 'lead_reasons_down'
    ]) }} as payload_hash,
    build_id
from payload
