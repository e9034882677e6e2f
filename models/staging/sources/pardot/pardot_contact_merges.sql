-- One row per browser whose prospect is known to Pardot, in the shape of the input `contact_merges`.
-- What it did while nobody was known is what the prospect did.

{{ config(enabled=source_is_on('pardot')) }}

with visitor as (

    select
        {{ clean_text('id') }} as visitor_id,
        {{ source_id('pardot', 'prospect_id') }} as contact_id,
        {{ timestamp_value('updated_at') }} as updated_at
    from {{ source_table('pardot', 'visitor') }} as visitor

)

select
    {{ nobody_id('pardot', 'visitor_id') }} as from_contact_id,
    contact_id as into_contact_id,
    max(updated_at) as merged_at
from visitor
where contact_id is not null
group by visitor_id, contact_id
