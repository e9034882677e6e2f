-- One row per model and snapshot day: how many contacts were looked at and how many left out, how many converted within the window (null
-- while it is unfinished), and as of when their attributes were known.

{{ config(enabled=evaluates()) }}

with snapshot_days as (

    select * from {{ ref('lead_scoring', 'snapshot_days') }}

),

scored as (

    select
        snapshot_days.model_id,
        snapshot_days.as_of,
        count(*) as contacts
    from snapshot_days
    inner join {{ ref('lead_scoring', 'score_history') }} as score_history
        on snapshot_days.model_id = score_history.model_id
        and snapshot_days.as_of >= score_history.valid_from
        and (score_history.valid_to is null or snapshot_days.as_of < score_history.valid_to)
    group by snapshot_days.model_id, snapshot_days.as_of

),

looked_at as (

    select
        model_id,
        as_of,
        count(*) as examples,
        sum(label) as conversions,
        sum(case when is_mql then 1 else 0 end) as mqls,
        cast(avg(cast(score as numeric(28, 6))) as numeric(28, 2)) as mean_score
    from {{ ref('lead_scoring', 'evaluation_snapshots') }}
    group by model_id, as_of

)

select
    snapshot_days.model_id,
    snapshot_days.as_of,
    snapshot_days.window_ends_on,
    snapshot_days.is_finished,
    snapshot_days.recorded_as,
    snapshot_days.fit_as_of,
    cast(coalesce(scored.contacts, 0) as integer) as scored_contacts,
    cast(coalesce(looked_at.examples, 0) as integer) as examples,
    cast(coalesce(scored.contacts, 0) - coalesce(looked_at.examples, 0) as integer) as left_out,
    cast(case when snapshot_days.is_finished then coalesce(looked_at.conversions, 0) end as integer) as conversions,
    cast(coalesce(looked_at.mqls, 0) as integer) as mqls,
    looked_at.mean_score
from snapshot_days
left join scored
    on snapshot_days.model_id = scored.model_id
    and snapshot_days.as_of = scored.as_of
left join looked_at
    on snapshot_days.model_id = looked_at.model_id
    and snapshot_days.as_of = looked_at.as_of
