-- One row per merge that is part of a circle: nobody would be left to receive the points.
-- These merges are rejected; one that merely leads into a circle stays.

with merge_links as (

    select from_contact_id, into_contact_id from {{ ref('lead_scoring', 'stg_merges') }}

),

{{ follow_merges('merge_links') }}

{# Whoever has been followed for 1,024 links and still is a merged contact runs in a circle. -#}
select distinct followed.reached_id as from_contact_id
from followed
inner join merge_links on followed.reached_id = merge_links.from_contact_id
