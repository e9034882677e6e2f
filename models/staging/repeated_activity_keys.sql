-- One row per (source_system, activity_id) of the input `activities` that stands more than once or is marked as deleted.
-- Only these few need to be ranked, and kept as text.

with erased_contacts as (

    select contact_id from {{ ref('erased_contacts') }}

),

activities as (

    select * from {{ lead_scoring.input_relation('activities') }} as activities

)

select
    coalesce({{ clean_text('source_system') }}, '') as source_key,
    {{ clean_text('activity_id') }} as activity_id
from activities
where {{ clean_text('activity_id') }} is not null
    and (
        {{ clean_text('contact_id') }} is null
        or {{ clean_text('contact_id') }} not in (select erased_contacts.contact_id from erased_contacts)
    )
group by coalesce({{ clean_text('source_system') }}, ''), {{ clean_text('activity_id') }}
having count(*) > 1 or max(case when {{ boolean_value('is_deleted') }} then 1 else 0 end) = 1
