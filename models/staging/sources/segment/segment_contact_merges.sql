-- One row per browser or device whose user is known, in the shape of the input `contact_merges`: what it did while nobody was known is
-- what the user did. Of several users the one who was identified first counts, so that nothing is given to another later.

{{ config(enabled=source_is_on('segment')) }}

with identifies as (

    select
        {{ known_id('anonymous_id') }} as anonymous_id,
        {{ source_id('segment', 'user_id') }} as contact_id,
        {{ timestamp_value('received_at') }} as received_at
    from {{ source_table('segment', 'identifies') }} as identifies

),

ranked as (

    select
        *,
        row_number() over (
            partition by anonymous_id
            order by case when received_at is null then 1 else 0 end, received_at, contact_id
        ) as place
    from identifies
    where anonymous_id is not null
        and contact_id is not null

)

select
    {{ nobody_id('segment', 'anonymous_id') }} as from_contact_id,
    contact_id as into_contact_id,
    received_at as merged_at
from ranked
where place = 1
