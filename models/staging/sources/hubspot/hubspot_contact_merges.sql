-- One row per contact that HubSpot merged into another, and per e-mail address that got an e-mail, with the contact it belongs to.
-- Merges come from the audit table and from the lists of merged ids on the surviving contact, whichever is there.

{{ config(enabled=source_is_on('hubspot')) }}

with contact as (

    select
        *,
        case when {{ boolean_value('_fivetran_deleted') }} then 1 else 0 end as is_gone
    from {{ source_table('hubspot', 'contact') }} as contact

),

contact_merge_audit as (

    select * from {{ source_table('hubspot', 'contact_merge_audit') }} as contact_merge_audit

),

email_event as (

    select * from {{ source_table('hubspot', 'email_event') }} as email_event

),

lists as (

    select id, 'merged' as kind, is_gone, {{ semicolon_list('property_hs_merged_object_ids') }} as items
    from contact
    union all
    select id, 'merged' as kind, is_gone, {{ semicolon_list('property_hs_calculated_merged_vids') }} as items
    from contact
    union all
    select id, 'address' as kind, is_gone, {{ clean_text('property_email') }} as items from contact
    union all
    select id, 'other address' as kind, is_gone, {{ semicolon_list('property_hs_additional_emails') }} as items
    from contact

),

{# Few contacts have more than one item: only those are taken apart. -#}
items as (

    select id, kind, is_gone, items as item
    from lists
    where items not like '%;%'

    union all

    select
        lists.id,
        lists.kind,
        lists.is_gone,
        {{ nth_part('lists.items', ';', 'list_positions.position') }} as item
    from lists
    inner join {{ ref('lead_scoring', 'list_positions') }} as list_positions
        on list_positions.position <= length(lists.items) - length(replace(lists.items, ';', '')) + 1
    where lists.items like '%;%'

),

{# A merged id may have the time of the merge behind a colon. -#}
listed as (

    select
        id,
        kind,
        is_gone,
        {{ clean_text(nth_part('item', ':', 1)) }} as item
    from items

),

contact_merges as (

    select
        {{ source_id('hubspot', 'vid_to_merge') }} as from_contact_id,
        {{ source_id('hubspot', 'canonical_vid') }} as into_contact_id,
        {{ timestamp_value('happened_at') }} as merged_at
    from contact_merge_audit

    union all

    select
        {{ source_id('hubspot', 'item') }} as from_contact_id,
        {{ source_id('hubspot', 'id') }} as into_contact_id,
        cast(null as timestamp) as merged_at
    from listed
    where kind = 'merged'
        and item is not null

),

recipients as (

    select distinct {{ lower_text(clean_text('recipient')) }} as address
    from email_event

),

addresses as (

    select
        recipients.address,
        {{ source_id('hubspot', 'listed.id') }} as contact_id,
        row_number() over (
            partition by recipients.address
            order by listed.is_gone, listed.kind, {{ source_id('hubspot', 'listed.id') }}
        ) as place
    from recipients
    inner join listed on recipients.address = {{ lower_text('listed.item') }}
    where listed.kind <> 'merged'
        and {{ looks_like_an_address('recipients.address') }}

)

select from_contact_id, into_contact_id, max(merged_at) as merged_at
from contact_merges
where coalesce(from_contact_id <> into_contact_id, true)
group by from_contact_id, into_contact_id

union all

select
    {{ nobody_id('hubspot', dbt.hash('address')) }} as from_contact_id,
    contact_id as into_contact_id,
    cast(null as timestamp) as merged_at
from addresses
where place = 1
