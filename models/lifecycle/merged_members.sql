-- One row per model, contact that is several scored contacts in one, and id under which one of them was scored (its own, too, once it
-- was): the first and the last day on which something was published, and whether it still has a score then.

with published_scores as (

    select * from {{ ref('lead_scoring', 'published_scores') }} where as_of <= {{ as_of() }}

),

merged_ids as (

    select distinct
        published_scores.model_id,
        merged_contacts.survivor_id as contact_id,
        published_scores.contact_id as published_as
    from published_scores
    inner join {{ ref('lead_scoring', 'merged_contacts') }} as merged_contacts
        on published_scores.contact_id = merged_contacts.contact_id

),

ids as (

    select * from merged_ids
    union distinct
    select model_id, contact_id, contact_id as published_as from merged_ids

)

select
    ids.model_id,
    ids.contact_id,
    ids.published_as,
    min(published_scores.as_of) as first_on,
    max(published_scores.as_of) as last_on,
    max(case when published_scores.score is not null then published_scores.as_of else cast('0001-01-01' as date) end)
    = max(published_scores.as_of) as is_scored
from ids
inner join published_scores
    on ids.model_id = published_scores.model_id
    and ids.published_as = published_scores.contact_id
group by ids.model_id, ids.contact_id, ids.published_as
