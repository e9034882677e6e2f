-- One row per hand-raise or bar of a new contact on a day before its first score, which counts on the day of that score (on_date).
-- A build of the morning knows nothing of the afternoon: who comes then is scored from the next build on, or as late as loads may be. New is
-- who was created since the build before the first score, or lookback_days before it; rebuilt days knew all that they brought.

{{ config(materialized='view') }}

with known_awards as (

    select * from {{ ref('lead_scoring', 'known_awards') }} where effect in ('qualify', 'disqualify')

),

builds as (

    select
        model_id,
        as_of,
        {{ add_days('lag(as_of) over (partition by model_id order by as_of)', -(var('lookback_days') | int)) }}
            as new_since,
        lag(recorded_as) over (partition by model_id order by as_of) as recorded_before
    from {{ ref('lead_scoring', 'scored_days') }}

),

first_scores as (

    select model_id, contact_id, min(as_of) as first_on
    from {{ ref('lead_scoring', 'published_stretches') }}
    where is_in_audience
    group by model_id, contact_id

),

{# When somebody was created who began as another contact is said by a row that may be gone. -#}
survivors as (

    select distinct model_id, contact_id from {{ ref('lead_scoring', 'merged_members') }}

),

beginnings as (

    select
        first_scores.model_id,
        first_scores.contact_id,
        first_scores.first_on,
        case when survivors.contact_id is null then resolved_contacts.created_on end as created_on,
        builds.new_since
    from first_scores
    inner join builds
        on first_scores.model_id = builds.model_id
        and first_scores.first_on = builds.as_of
        and builds.recorded_before = 'published'
    inner join {{ ref('lead_scoring', 'resolved_contacts') }} as resolved_contacts
        on first_scores.contact_id = resolved_contacts.contact_id
    left join survivors
        on first_scores.model_id = survivors.model_id
        and first_scores.contact_id = survivors.contact_id

),

new_contacts as (

    select
        model_id,
        contact_id,
        first_on,
        coalesce(created_on, new_since) as new_since
    from beginnings
    where created_on is null or created_on >= new_since

)

select
    known_awards.model_id,
    known_awards.contact_id,
    new_contacts.first_on as on_date,
    known_awards.effect,
    known_awards.rule_id
from known_awards
inner join new_contacts
    on known_awards.model_id = new_contacts.model_id
    and known_awards.contact_id = new_contacts.contact_id
    and known_awards.on_date >= new_contacts.new_since
    and known_awards.on_date < new_contacts.first_on
