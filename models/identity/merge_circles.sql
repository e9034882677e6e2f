-- One row per merge that is part of a circle: nobody would be left to receive the points.
-- These merges are rejected; one that merely leads into a circle stays.

with merges as (

    select from_contact_id, into_contact_id from {{ ref('stg_merges') }}

),

{{ follow_merges('merges') }}

{# Whoever has been followed for 64 links and still is a merged contact runs in a circle. -#}
select distinct followed.reached_id as from_contact_id
from followed
inner join merges on followed.reached_id = merges.from_contact_id
