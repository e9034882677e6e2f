-- One row per model, contact, period of 1, 7 or 30 days and line of the ledger that gives other points on as_of than it gave on
-- the day so many days before, as published; a line that is or was not there gives 0. The label is that of its last change.
-- Only for contacts with a score on both days, whose score moved by the sum of these changes before rounding.

with published_ledger as (

    select * from {{ ref('lead_scoring', 'published_ledger') }}

),

ledger_starts as (

    select model_id, min(as_of) as first_on from published_ledger group by model_id

),

scores_then as (

    select model_id, contact_id, 1 as days_back, score_1d_ago as score from {{ ref('lead_scoring', 'score_changes') }}
    union all
    select model_id, contact_id, 7 as days_back, score_7d_ago as score from {{ ref('lead_scoring', 'score_changes') }}
    union all
    select model_id, contact_id, 30 as days_back, score_30d_ago as score from {{ ref('lead_scoring', 'score_changes') }}

),

{# A history may be older than the memory of its lines: then only a score of 0 is known to have had none. -#}
compared as (

    select scores_then.model_id, scores_then.contact_id, scores_then.days_back
    from scores_then
    inner join {{ ref('lead_scoring', 'total_scores') }} as total_scores
        on scores_then.model_id = total_scores.model_id
        and scores_then.contact_id = total_scores.contact_id
    inner join ledger_starts on scores_then.model_id = ledger_starts.model_id
    where total_scores.as_of = {{ as_of() }}
        and scores_then.score is not null
        and (
            scores_then.score = 0
            or ledger_starts.first_on <= {{ add_days(as_of(), '-scores_then.days_back') }}
        )

),

{# A line without a row in a period gives what it gave before: nothing older is read. -#}
recent as (

    select *
    from published_ledger
    where as_of > {{ add_days(as_of(), -30) }}
        and as_of <= {{ as_of() }}

),

moved as (

    select
        recent.model_id,
        recent.contact_id,
        compared.days_back,
        recent.dimension,
        recent.entry_type,
        recent.line_id,
        max(recent.as_of) as moved_on,
        sum(coalesce(recent.points, 0) - coalesce(recent.points_before, 0)) as points_change
    from recent
    inner join compared
        on recent.model_id = compared.model_id
        and recent.contact_id = compared.contact_id
        and recent.as_of > {{ add_days(as_of(), '-compared.days_back') }}
    group by
        recent.model_id, recent.contact_id, compared.days_back, recent.dimension, recent.entry_type, recent.line_id
    having sum(coalesce(recent.points, 0) - coalesce(recent.points_before, 0)) <> 0

)

select
    moved.model_id,
    moved.contact_id,
    moved.days_back,
    moved.dimension,
    moved.entry_type,
    moved.line_id,
    recent.label,
    cast(coalesce(recent.points, 0) - moved.points_change as numeric(28, 6)) as points_before,
    cast(coalesce(recent.points, 0) as numeric(28, 6)) as points_now,
    cast(moved.points_change as numeric(28, 6)) as points_change
from moved
inner join recent
    on moved.model_id = recent.model_id
    and moved.contact_id = recent.contact_id
    and moved.dimension = recent.dimension
    and moved.entry_type = recent.entry_type
    and moved.line_id = recent.line_id
    and moved.moved_on = recent.as_of
