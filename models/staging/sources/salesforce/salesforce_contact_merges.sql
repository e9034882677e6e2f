-- One row per lead that became a contact, and per contact or lead that was merged into another, in the shape of the input
-- `contact_merges`. Un-merged is what Salesforce no longer says.

{{ config(enabled=source_is_on('salesforce')) }}

select
    {{ source_id('salesforce', 'id') }} as from_contact_id,
    {{ source_id('salesforce', 'converted_contact_id') }} as into_contact_id,
    {{ timestamp_value('converted_date') }} as merged_at
from {{ source_table('salesforce', 'lead') }} as converted_leads
where not {{ is_blank('converted_contact_id') }}
    and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})

union all

select
    {{ source_id('salesforce', 'id') }} as from_contact_id,
    {{ source_id('salesforce', 'master_record_id') }} as into_contact_id,
    cast(null as timestamp) as merged_at
from {{ source_table('salesforce', 'lead') }} as merged_leads
where not {{ is_blank('master_record_id') }}
    and {{ is_blank('converted_contact_id') }}
    and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})

union all

select
    {{ source_id('salesforce', 'id') }} as from_contact_id,
    {{ source_id('salesforce', 'master_record_id') }} as into_contact_id,
    cast(null as timestamp) as merged_at
from {{ source_table('salesforce', 'contact') }} as merged_contacts
where not {{ is_blank('master_record_id') }}
    and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})
