-- One row per row of the input `contact_merges` that concerns nobody who was erased, with the reason why it is rejected (null: it
-- keeps the contract). Cycles are found later, in contact_survivors, where chains are followed.

with all_merge_rows as (

    select * from {{ ref('lead_scoring', 'all_merge_rows') }}

),

erased_contacts as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

)

select *
from all_merge_rows
where (from_contact_id is null or from_contact_id not in (select erased_contacts.contact_id from erased_contacts))
    and (into_contact_id is null or into_contact_id not in (select erased_contacts.contact_id from erased_contacts))
