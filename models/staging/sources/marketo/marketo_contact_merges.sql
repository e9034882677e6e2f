-- One row per lead that Marketo merged into another, in the shape of the input `contact_merges`.
-- A merge names the lead who stays, and a list of those who are gone.

{{ config(enabled=source_is_on('marketo')) }}

with lists as (

    select
        {{ source_id('marketo', 'lead_id') }} as contact_id,
        {{ timestamp_value('activity_date') }} as merged_at,
        {{ semicolon_list('merge_ids') }} as items
    from {{ source_table('marketo', 'activity_merge_leads') }} as activity_merge_leads

),

{# Few merges are of more than two leads: only those lists are taken apart. -#}
items as (

    select contact_id, merged_at, items as item
    from lists
    where items not like '%;%'

    union all

    select
        lists.contact_id,
        lists.merged_at,
        {{ nth_part('lists.items', ';', 'list_positions.position') }} as item
    from lists
    inner join {{ ref('lead_scoring', 'list_positions') }} as list_positions
        on list_positions.position <= length(lists.items) - length(replace(lists.items, ';', '')) + 1
    where lists.items like '%;%'

),

contact_merges as (

    select
        {{ source_id('marketo', 'item') }} as from_contact_id,
        contact_id as into_contact_id,
        merged_at
    from items

)

select from_contact_id, into_contact_id, max(merged_at) as merged_at
from contact_merges
where from_contact_id <> into_contact_id
group by from_contact_id, into_contact_id
