-- One row per model, contact and stretch of days on which score, grade and stage stayed the same.
-- Stretches neither gap nor overlap while a contact is scored; valid_to is exclusive and null for the current one.

{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

published_scores as (

    select * from {{ ref('lead_scoring', 'published_scores') }}

),

stage_changes as (

    select * from {{ ref('lead_scoring', 'stage_changes') }}

),

{# Days on which anything may change: published rows, and transitions. -#}
change_days as (

    select model_id, contact_id, as_of as on_date from published_scores
    union distinct
    select model_id, contact_id, on_date from stage_changes

),

ordered_scores as (

    select
        *,
        lead(as_of) over (partition by model_id, contact_id order by as_of) as next_as_of
    from published_scores

),

states as (

    select
        change_days.model_id,
        change_days.contact_id,
        change_days.on_date,
        ordered_scores.score,
        ordered_scores.grade,
        ordered_scores.recorded_as,
        stage_changes.to_stage as stage,
        case
            when ordered_scores.score is null then ''
            else cast(ordered_scores.score as {{ dbt.type_string() }})
                || '|' || coalesce(ordered_scores.grade, '')
                || '|' || coalesce(stage_changes.to_stage, '')
                || '|' || coalesce(ordered_scores.recorded_as, '')
        end as state_text
    from change_days
    inner join ordered_scores
        on change_days.model_id = ordered_scores.model_id
        and change_days.contact_id = ordered_scores.contact_id
        and change_days.on_date >= ordered_scores.as_of
        and (ordered_scores.next_as_of is null or change_days.on_date < ordered_scores.next_as_of)
    left join stage_changes
        on change_days.model_id = stage_changes.model_id
        and change_days.contact_id = stage_changes.contact_id
        and change_days.on_date >= stage_changes.on_date
        and (stage_changes.until_date is null or change_days.on_date < stage_changes.until_date)

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
