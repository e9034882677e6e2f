-- One row per model, contact, period of 1, 7 or 30 days and line of the ledger that gives other points on as_of than it gave on
-- the day so many days before, as published; a line that is or was not there gives 0.
-- Only for contacts with a score on both days, whose score moved by the sum of these changes before rounding.

with periods as (

    select 1 as days_back
    union all
    select 7 as days_back
    union all
    select 30 as days_back

),

published_ledger as (

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

latest as (

    select
        published_ledger.model_id, published_ledger.contact_id, published_ledger.dimension, published_ledger.entry_type,
        published_ledger.line_id, periods.days_back,
        max(published_ledger.as_of) as as_of
    from published_ledger
    inner join periods on published_ledger.as_of <= {{ add_days(as_of(), '-periods.days_back') }}
    group by
        published_ledger.model_id,
        published_ledger.contact_id,
        published_ledger.dimension,
        published_ledger.entry_type,
        published_ledger.line_id,
        periods.days_back

),

lines as (

    select
        latest.model_id, latest.contact_id, latest.days_back, latest.dimension, latest.entry_type, latest.line_id,
        published_ledger.label as label_before, null as label_now,
        published_ledger.points as points_before, 0 as points_now
    from latest
    inner join published_ledger
        on latest.model_id = published_ledger.model_id
        and latest.contact_id = published_ledger.contact_id
        and latest.dimension = published_ledger.dimension
        and latest.entry_type = published_ledger.entry_type
        and latest.line_id = published_ledger.line_id
        and latest.as_of = published_ledger.as_of
    where published_ledger.points is not null

    union all

    select
        ledger_entries.model_id, ledger_entries.contact_id, periods.days_back,
        coalesce(ledger_entries.dimension, 'total') as dimension, ledger_entries.entry_type,
        coalesce(ledger_entries.rule_id, ledger_entries.cap_group, '') as line_id,
        null as label_before, ledger_entries.label as label_now,
        0 as points_before, ledger_entries.points as points_now
    from {{ ref('lead_scoring', 'ledger_entries') }} as ledger_entries
    cross join periods
    where ledger_entries.as_of = {{ as_of() }}

)

select
    lines.model_id,
    lines.contact_id,
    lines.days_back,
    lines.dimension,
    lines.entry_type,
    lines.line_id,
    coalesce(max(lines.label_now), max(lines.label_before)) as label,
    cast(sum(lines.points_before) as numeric(28, 6)) as points_before,
    cast(sum(lines.points_now) as numeric(28, 6)) as points_now,
    cast(sum(lines.points_now) - sum(lines.points_before) as numeric(28, 6)) as points_change
from lines
inner join compared
    on lines.model_id = compared.model_id
    and lines.contact_id = compared.contact_id
    and lines.days_back = compared.days_back
group by lines.model_id, lines.contact_id, lines.days_back, lines.dimension, lines.entry_type, lines.line_id
having sum(lines.points_now) <> sum(lines.points_before)
