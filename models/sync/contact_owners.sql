-- One row per contact with an owner in a CRM: who that is, as the CRM names them.
-- Where records of one contact have several, a contact's record counts before a lead's, then HubSpot's, then the smallest
-- record_id.

with owned as (

    select
        coalesce(contact_survivors.survivor_id, stg_crm_records.entity_id) as contact_id,
        stg_crm_records.owner_id,
        row_number() over (
            partition by coalesce(contact_survivors.survivor_id, stg_crm_records.entity_id)
            order by
                case when stg_crm_records.crm_object = 'salesforce_lead' then 1 else 0 end,
                stg_crm_records.crm_object,
                stg_crm_records.record_id
        ) as place
    from {{ ref('lead_scoring', 'stg_crm_records') }} as stg_crm_records
    left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
        on stg_crm_records.entity_id = contact_survivors.contact_id
    where stg_crm_records.is_person
        and not stg_crm_records.is_converted
        and stg_crm_records.owner_id is not null

)

select
    contact_id,
    owner_id
from owned
where place = 1
