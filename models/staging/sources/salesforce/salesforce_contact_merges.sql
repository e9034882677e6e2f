-- One row per lead that became a contact, and per contact or lead that was merged into another, in the shape of the input
-- `contact_merges`. Un-merged is what Salesforce no longer says. Nobody goes to a record that was not landed: all that is known would be lost.

{{ config(enabled=source_is_on('salesforce')) }}

with lead_table as (

    select
        {{ source_id('salesforce', 'id') }} as record_id,
        {{ source_id('salesforce', 'converted_contact_id') }} as converted_contact_id,
        {{ source_id('salesforce', 'master_record_id') }} as master_record_id,
        {{ timestamp_value('converted_date') }} as converted_at
    from {{ source_table('salesforce', 'lead') }} as lead_table
    where {{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }}

),

contact_table as (

    select
        {{ source_id('salesforce', 'id') }} as record_id,
        {{ source_id('salesforce', 'master_record_id') }} as master_record_id
    from {{ source_table('salesforce', 'contact') }} as contact_table
    where {{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }}

),

all_merges as (

    select record_id, converted_contact_id as into_id, converted_at as merged_at
    from lead_table
    where converted_contact_id is not null

    union all

    select record_id, master_record_id as into_id, cast(null as timestamp) as merged_at
    from lead_table
    where master_record_id is not null
        and converted_contact_id is null

    union all

    select record_id, master_record_id as into_id, cast(null as timestamp) as merged_at
    from contact_table
    where master_record_id is not null

),

landed as (

    select record_id from contact_table
    union distinct
    select record_id from lead_table

)

select
    all_merges.record_id as from_contact_id,
    all_merges.into_id as into_contact_id,
    all_merges.merged_at
from all_merges
inner join landed on all_merges.into_id = landed.record_id
