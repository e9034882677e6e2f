-- One row per model, contact and stretch of days on which score, grade and stage stayed the same, under the id it was published as.
-- Stretches neither gap nor overlap while a contact is scored; valid_to is exclusive and null for the current one.

{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

published_scores as (

    select * from {{ ref('lead_scoring', 'published_scores') }}

),

known_stages as (

    select * from {{ ref('lead_scoring', 'known_stages') }}

),

{# Days on which anything may change: published rows, and transitions. -#}
changes as (

    select model_id, contact_id, as_of as on_date, as_of as published_on, cast(null as date) as staged_on
    from published_scores

    union all

    select model_id, contact_id, on_date, cast(null as date) as published_on, on_date as staged_on
    from known_stages

),

change_days as (

    select model_id, contact_id, on_date, max(published_on) as published_on, max(staged_on) as staged_on
    from changes
    group by model_id, contact_id, on_date

),

{# On each of them holds what was published last, and the stage that was reached last. -#}
last_changes as (

    select
        model_id,
        contact_id,
        on_date,
        max(published_on) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and current row
        ) as published_on,
        max(staged_on) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and current row
        ) as staged_on
    from change_days

),

states as (

    select
        last_changes.model_id,
        last_changes.contact_id,
        last_changes.on_date,
        published_scores.score,
        published_scores.grade,
        published_scores.recorded_as,
        known_stages.stage,
        case
            when published_scores.score is null then ''
            else cast(published_scores.score as {{ dbt.type_string() }})
                || '|' || coalesce(published_scores.grade, '')
                || '|' || coalesce(known_stages.stage, '')
                || '|' || coalesce(published_scores.recorded_as, '')
        end as state_text
    from last_changes
    inner join published_scores
        on last_changes.model_id = published_scores.model_id
        and last_changes.contact_id = published_scores.contact_id
        and last_changes.published_on = published_scores.as_of
    left join known_stages
        on last_changes.model_id = known_stages.model_id
        and last_changes.contact_id = known_stages.contact_id
        and last_changes.staged_on = known_stages.on_date

),

compared as (

    select
        *,
        lag(state_text) over (partition by model_id, contact_id order by on_date) as state_before
    from states

),

stretches as (

    select
        *,
        lead(on_date) over (partition by model_id, contact_id order by on_date) as valid_to
    from compared
    where state_before is null or state_text <> state_before

)

select
    {{ row_hash(['stretches.model_id', 'stretches.contact_id', 'stretches.on_date']) }} as score_history_key,
    stretches.model_id,
    stretches.contact_id,
    stretches.score,
    stretches.grade,
    stretches.stage,
    stretches.stage = 'mql' as is_mql,
    stretches.on_date as valid_from,
    stretches.valid_to,
    stretches.recorded_as,
    build.build_id
from stretches
cross join build
where stretches.score is not null
