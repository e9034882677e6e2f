-- One row per contact record that is the same person as another one: the input `contact_merges`.
-- What a source merged, and records with the same e-mail address (source_persons), the latter without a time.

{{ config(enabled=sources_on() | length > 0) }}

with source_merges as (

    {{ united_rows('contact_merges') }}

),

source_persons as (

    select * from {{ ref('lead_scoring', 'source_persons') }}

)

select from_contact_id, into_contact_id, merged_at
from source_merges

union all

select
    contact_id as from_contact_id,
    person_id as into_contact_id,
    cast(null as timestamp) as merged_at
from source_persons
where contact_id <> person_id
