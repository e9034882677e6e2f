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

{# Each line is added up once, for all periods. -#}
moved as (

    select
        model_id,
        contact_id,
        dimension,
        entry_type,
        line_id,
        max(as_of) as moved_on,
        sum(case when as_of > {{ add_days(as_of(), -1) }} then coalesce(points, 0) - coalesce(points_before, 0) end)
            as change_1d,
        sum(case when as_of > {{ add_days(as_of(), -7) }} then coalesce(points, 0) - coalesce(points_before, 0) end)
            as change_7d,
        sum(coalesce(points, 0) - coalesce(points_before, 0)) as change_30d
    from recent
    group by model_id, contact_id, dimension, entry_type, line_id

),

by_period as (

    select
        moved.*,
        compared.days_back,
        case compared.days_back
            when 1 then moved.change_1d
            when 7 then moved.change_7d
            else moved.change_30d
        end as points_change
    from moved
    inner join compared
        on moved.model_id = compared.model_id
        and moved.contact_id = compared.contact_id

)

select
    by_period.model_id,
    by_period.contact_id,
    by_period.days_back,
    by_period.dimension,
    by_period.entry_type,
    by_period.line_id,
    recent.label,
    cast(coalesce(recent.points, 0) - by_period.points_change as numeric(28, 6)) as points_before,
    cast(coalesce(recent.points, 0) as numeric(28, 6)) as points_now,
    cast(by_period.points_change as numeric(28, 6)) as points_change
from by_period
inner join recent
    on by_period.model_id = recent.model_id
    and by_period.contact_id = recent.contact_id
    and by_period.dimension = recent.dimension
    and by_period.entry_type = recent.entry_type
    and by_period.line_id = recent.line_id
    and by_period.moved_on = recent.as_of
where by_period.points_change <> 0
