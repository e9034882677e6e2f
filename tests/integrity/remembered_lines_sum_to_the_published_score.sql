-- Invariant: on every day of the history, the remembered ledger lines of a contact add up to its published score before
-- rounding. Where they do not, the day was built without one of the two: `make backfill` of that day mends it. Looked at since the last whole
-- day before this build, which says what all lines gave on it.

{% set since = last_whole_day(ref('lead_scoring', 'published_ledger'), first_day()) -%}

with line_changes as (

    select
        model_id,
        contact_id,
        as_of,
        coalesce(points, 0) - case when as_of = {{ since }} then 0 else coalesce(points_before, 0) end as points
    from {{ ref('lead_scoring', 'published_ledger') }}
    where as_of >= {{ since }}

),

changes as (

    select model_id, contact_id, as_of, points, null as score, 0 as is_score from line_changes
    union all
    select model_id, contact_id, as_of, 0 as points, score, 1 as is_score
    from {{ ref('lead_scoring', 'published_scores') }}

),

days as (

    select
        model_id,
        contact_id,
        as_of,
        sum(points) as points,
        max(score) as score,
        max(is_score) as is_score
    from changes
    group by model_id, contact_id, as_of

),

stretches as (

    select
        *,
        sum(points) over (
            partition by model_id, contact_id order by as_of rows between unbounded preceding and current row
        ) as exact_score,
        sum(is_score) over (
            partition by model_id, contact_id order by as_of rows between unbounded preceding and current row
        ) as stretch_no
    from days

),

compared as (

    select
        model_id,
        contact_id,
        as_of,
        exact_score,
        max(score) over (partition by model_id, contact_id, stretch_no) as published_score
    from stretches

),

ledger_starts as (

    select model_id, min(as_of) as first_on from {{ ref('lead_scoring', 'published_ledger') }} group by model_id

)

{# A history from before lines were remembered has none to add up. -#}
select
    compared.model_id,
    compared.contact_id,
    compared.as_of,
    compared.exact_score,
    compared.published_score
from compared
inner join ledger_starts on compared.model_id = ledger_starts.model_id
where compared.as_of >= ledger_starts.first_on
    and compared.as_of >= {{ since }}
    and round(compared.exact_score, 0) <> coalesce(compared.published_score, 0)
