-- One row per lead, contact and account in Salesforce, in the shape of the input `crm_records`.
-- Deleted records and those that were merged into others are left out; a converted lead can be read only, and says so.

{{ config(enabled=source_is_on('salesforce')) }}

with lead_table as (

    select * from {{ source_table('salesforce', 'lead', 'contacts') }} as lead_table

),

contact_table as (

    select * from {{ source_table('salesforce', 'contact', 'contacts') }} as contact_table

),

account as (

    select * from {{ source_table('salesforce', 'account', 'companies') }} as account

)

select
    'salesforce_lead' as crm_object,
    {{ crm_record_id('id') }} as record_id,
    {{ source_id('salesforce', 'id') }} as id,
    {{ further_column_or_null('salesforce', 'lead', 'contacts', 'owner_id') }} as owner_id,
    case
        when {{ boolean_value('is_converted') }} or not {{ is_blank('converted_contact_id') }} then 'true' else 'false'
    end as is_converted
from lead_table
where not {{ boolean_value('is_deleted') }}
    and {{ is_blank('master_record_id') }}
    and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})

union all

select
    'salesforce_contact' as crm_object,
    {{ crm_record_id('id') }} as record_id,
    {{ source_id('salesforce', 'id') }} as id,
    {{ further_column_or_null('salesforce', 'contact', 'contacts', 'owner_id') }} as owner_id,
    'false' as is_converted
from contact_table
where not {{ boolean_value('is_deleted') }}
    and {{ is_blank('master_record_id') }}
    and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})

union all

select
    'salesforce_account' as crm_object,
    {{ crm_record_id('id') }} as record_id,
    {{ source_id('salesforce', 'id') }} as id,
    {{ further_column_or_null('salesforce', 'account', 'companies', 'owner_id') }} as owner_id,
    'false' as is_converted
from account
where not {{ boolean_value('is_deleted') }}
    and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})
