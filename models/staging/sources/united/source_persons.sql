-- One row per contact record with an e-mail address, with the record that stands for the person: records with the same address are one.
-- It is one that is not deleted, of the source that comes first in the var, with the smallest id. Records that their source merged
-- into another are left out: they go where the source says.

{{ config(enabled=sources_on() | length > 0) }}

with source_contact_rows as (

    select
        contact_id,
        source_place,
        case when is_deleted then 1 else 0 end as is_gone,
        {{ lower_text(clean_text('email')) }} as address
    from {{ ref('lead_scoring', 'source_contact_rows') }}

),

source_merges as (

    {{ united_rows('contact_merges') }}

),

merged as (

    select distinct from_contact_id
    from source_merges
    where from_contact_id <> into_contact_id

),

standing as (

    select source_contact_rows.*
    from source_contact_rows
    left join merged on source_contact_rows.contact_id = merged.from_contact_id
    where merged.from_contact_id is null
        and {{ looks_like_an_address('source_contact_rows.address') }}

)

select
    contact_id,
    source_place,
    first_value(contact_id) over (
        partition by address
        order by is_gone, source_place, contact_id rows between unbounded preceding and current row
    ) as person_id,
    row_number() over (partition by address, source_place order by is_gone, contact_id) as place_in_source
from standing
