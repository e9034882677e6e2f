-- One row per active model and contact or lead in a CRM that is scored and can be written to: what it would show if every change
-- were sent. Nulls stand only where no date is known; the record of a merged contact shows the score of who it became.

with crm_contacts as (

    select * from {{ ref('lead_scoring', 'crm_contacts') }} where not is_removed

),

writable as (

    select
        stg_crm_records.crm_object,
        stg_crm_records.record_id,
        stg_crm_records.entity_id as record_contact_id,
        coalesce(contact_survivors.survivor_id, stg_crm_records.entity_id) as contact_id
    from {{ ref('lead_scoring', 'stg_crm_records') }} as stg_crm_records
    left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
        on stg_crm_records.entity_id = contact_survivors.contact_id
    where stg_crm_records.is_person
        and not stg_crm_records.is_converted

),

lifecycle_current as (

    select * from {{ ref('lead_scoring', 'lifecycle_current') }}

),

contact_movement as (

    select * from {{ ref('lead_scoring', 'contact_movement') }}

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

),

sentences as (

    select
        contact_movement.model_id,
        contact_movement.contact_id,
        case when contact_movement.change_1d > 0 then 'Up ' else 'Down ' end
        || cast(abs(contact_movement.change_1d) as {{ dbt.type_string() }})
        || ' since ' || cast({{ add_days('build.as_of', -1) }} as {{ dbt.type_string() }})
        || coalesce(': ' || contact_movement.moved_because, '') as sentence
    from contact_movement
    cross join {{ ref('lead_scoring', 'build') }} as build
    where contact_movement.change_1d <> 0

),

moved as (

    select
        model_id,
        contact_id,
        case when length(sentence) <= 255 then sentence else substring(sentence, 1, 252) || '...' end as sentence
    from sentences

)

select
    {{ row_hash(['crm_contacts.model_id', 'writable.crm_object', 'writable.record_id']) }} as crm_record_key,
    crm_contacts.model_id,
    writable.crm_object,
    writable.record_id,
    writable.record_contact_id,
    writable.contact_id,
    crm_contacts.email,
    crm_contacts.lead_score,
    crm_contacts.lead_grade,
    crm_contacts.lead_label,
    crm_contacts.lead_next_action,
    coalesce(lifecycle_current.stage, 'none') as lead_stage,
    crm_contacts.is_mql,
    crm_contacts.mql_since,
    {{ in_a_crm_field('crm_contacts.lead_reasons_up') }} as lead_reasons_up,
    {{ in_a_crm_field('crm_contacts.lead_reasons_down') }} as lead_reasons_down,
    case when moved.sentence is null then '' else {{ in_a_crm_field('moved.sentence') }} end as lead_change,
    policy_models.resend_points
from crm_contacts
inner join writable on crm_contacts.contact_id = writable.contact_id
inner join policy_models on crm_contacts.model_id = policy_models.model_id
left join lifecycle_current
    on crm_contacts.model_id = lifecycle_current.model_id
    and crm_contacts.contact_id = lifecycle_current.contact_id
left join moved
    on crm_contacts.model_id = moved.model_id
    and crm_contacts.contact_id = moved.contact_id
