-- One row per contact that was merged, with the contact that its points go to.
-- Merges apply to all days, and chains are followed to their end; merges in a circle are left out.

with merge_links as (

    select
        stg_merges.from_contact_id,
        stg_merges.into_contact_id
    from {{ ref('lead_scoring', 'stg_merges') }} as stg_merges
    left join {{ ref('lead_scoring', 'merge_circles') }} as merge_circles
        on stg_merges.from_contact_id = merge_circles.from_contact_id
    where merge_circles.from_contact_id is null

),

{{ follow_merges('merge_links') }}

select
    from_contact_id as contact_id,
    reached_id as survivor_id
from followed
