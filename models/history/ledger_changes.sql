-- One row per model, contact, period of 1, 7 or 30 days and line of the ledger that gives other points on as_of than it gave on
-- the day so many days before, as published; a line that is or was not there gives 0. The label is that of its last change.
-- Only for contacts with a score on both days, whose score moved by the sum of these changes before rounding.

{# The memory is named where it is read: PostgreSQL knows nothing of a CTE that is read twice, nor how few rows of a table are joined
with themselves, and then compares every row with every other. -#}
with ledger_starts as (

    select model_id, min(as_of) as first_on from {{ ref('lead_scoring', 'published_ledger') }} group by model_id

),

periods as (

    select 1 as days_back
    union all
    select 7 as days_back
    union all
    select 30 as days_back

),

scores_then as (

    select
        score_changes.model_id,
        score_changes.contact_id,
        periods.days_back,
        case periods.days_back
            when 1 then score_changes.score_1d_ago
            when 7 then score_changes.score_7d_ago
            else score_changes.score_30d_ago
        end as score
    from {{ ref('lead_scoring', 'total_scores') }} as total_scores
    inner join {{ ref('lead_scoring', 'score_changes') }} as score_changes
        on total_scores.model_id = score_changes.model_id
        and total_scores.contact_id = score_changes.contact_id
    cross join periods
    where total_scores.as_of = {{ as_of() }}

),

{# A history may be older than the memory of its lines: then only a score of 0 is known to have had none. -#}
compared as (

    select scores_then.model_id, scores_then.contact_id, scores_then.days_back
    from scores_then
    inner join ledger_starts on scores_then.model_id = ledger_starts.model_id
    where scores_then.score = 0
        or (
            scores_then.score is not null
            and ledger_starts.first_on <= {{ add_days(as_of(), '-scores_then.days_back') }}
        )

),

{# Each line is added up once, for all periods. One without a row in a period gives what it gave before: nothing older is read. The text
of the day in front makes the latest the greatest. -#}
moved as (

    select
        model_id,
        contact_id,
        dimension,
        entry_type,
        line_id,
        substring(max(cast(as_of as {{ dbt.type_string() }}) || '|' || label), 12) as label,
        substring(
            max(
                cast(as_of as {{ dbt.type_string() }}) || '|' || cast(coalesce(points, 0) as {{ dbt.type_string() }})
            ), 12
        ) as points_now,
        sum(case when as_of > {{ add_days(as_of(), -1) }} then coalesce(points, 0) - coalesce(points_before, 0) end)
            as change_1d,
        sum(case when as_of > {{ add_days(as_of(), -7) }} then coalesce(points, 0) - coalesce(points_before, 0) end)
            as change_7d,
        sum(coalesce(points, 0) - coalesce(points_before, 0)) as change_30d
    from {{ ref('lead_scoring', 'published_ledger') }}
    where as_of > {{ add_days(as_of(), -30) }}
        and as_of <= {{ as_of() }}
    group by model_id, contact_id, dimension, entry_type, line_id

),

by_period as (

    select
        moved.model_id,
        moved.contact_id,
        moved.dimension,
        moved.entry_type,
        moved.line_id,
        moved.label,
        cast(moved.points_now as numeric(28, 6)) as points_now,
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
    model_id,
    contact_id,
    days_back,
    dimension,
    entry_type,
    line_id,
    label,
    cast(points_now - points_change as numeric(28, 6)) as points_before,
    points_now,
    cast(points_change as numeric(28, 6)) as points_change
from by_period
where points_change <> 0
