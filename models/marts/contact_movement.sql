-- One row per model and contact of its audience: how its score moved until as_of, and who became an MQL, falls or is back.
-- Changes are null, and nobody is new, where the history does not reach back that far.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

total_scores as (

    select * from {{ ref('lead_scoring', 'total_scores') }}

),

score_changes as (

    select * from {{ ref('lead_scoring', 'score_changes') }}

),

history_starts as (

    select model_id, min(as_of) as first_on from {{ ref('lead_scoring', 'published_scores') }} group by model_id

),

current_stages as (

    select * from {{ ref('lead_scoring', 'stage_changes') }} where until_date is null

),

builds_before as (

    select model_id, max(as_of) as as_of
    from {{ ref('lead_scoring', 'scored_days') }}
    where as_of < {{ as_of() }}
    group by model_id

),

{# What is done after the build of a day counts on that day, and the next build is the first to know. -#}
hand_raises_since as (

    select current_stages.model_id, current_stages.contact_id
    from current_stages
    inner join builds_before
        on current_stages.model_id = builds_before.model_id
        and current_stages.on_date >= builds_before.as_of
    inner join {{ ref('lead_scoring', 'lifecycle_awards') }} as lifecycle_awards
        on current_stages.model_id = lifecycle_awards.model_id
        and current_stages.contact_id = lifecycle_awards.contact_id
        and current_stages.on_date = lifecycle_awards.on_date
        and lifecycle_awards.effect = 'qualify'
        and lifecycle_awards.is_late

),

last_engagements as (

    select * from {{ ref('lead_scoring', 'last_engagements') }}

),

movement_reasons as (

    select * from {{ ref('lead_scoring', 'movement_reasons') }}

)

select
    {{ row_hash(['total_scores.model_id', 'total_scores.contact_id']) }} as contact_score_key,
    total_scores.model_id,
    total_scores.contact_id,
    total_scores.as_of,
    total_scores.score,
    total_scores.grade,
    score_changes.grade_7d_ago,
    total_scores.score - score_changes.score_1d_ago as change_1d,
    total_scores.score - score_changes.score_7d_ago as change_7d,
    total_scores.score - score_changes.score_30d_ago as change_30d,
    coalesce(
        current_stages.to_stage = 'mql'
        and (current_stages.on_date = build.as_of or hand_raises_since.contact_id is not null)
        and history_starts.first_on < build.as_of,
        false
    ) as is_new_mql,
    coalesce(
        total_scores.score < score_changes.score_7d_ago
        and coalesce(total_scores.grade, '') <> coalesce(score_changes.grade_7d_ago, ''),
        false
    ) as is_falling,
    coalesce(last_engagements.quiet_days >= 30, false) as is_reengaged,
    last_engagements.quiet_days,
    movement_reasons.moved_because,
    build.build_id
from total_scores
inner join build on total_scores.as_of = build.as_of
left join score_changes
    on total_scores.model_id = score_changes.model_id
    and total_scores.contact_id = score_changes.contact_id
left join history_starts on total_scores.model_id = history_starts.model_id
left join current_stages
    on total_scores.model_id = current_stages.model_id
    and total_scores.contact_id = current_stages.contact_id
left join hand_raises_since
    on total_scores.model_id = hand_raises_since.model_id
    and total_scores.contact_id = hand_raises_since.contact_id
left join last_engagements
    on total_scores.model_id = last_engagements.model_id
    and total_scores.contact_id = last_engagements.contact_id
    and total_scores.as_of = last_engagements.as_of
left join movement_reasons
    on total_scores.model_id = movement_reasons.model_id
    and total_scores.contact_id = movement_reasons.contact_id
