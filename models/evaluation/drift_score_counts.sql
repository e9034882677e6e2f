-- One row per scored model, month and bucket of its scores (a tenth of the range that they had at first) or grade: contacts in it on the last
-- day of the month. Buckets without contacts are absent.

{{ config(enabled=evaluates()) }}

with score_months as (

    select * from {{ ref('lead_scoring', 'score_months') }}

),

standing as (

    select
        score_months.model_id,
        score_months.month,
        history.score,
        history.grade
    from score_months
    inner join {{ ref('lead_scoring', 'score_history') }} as history
        on score_months.model_id = history.model_id
        and score_months.as_of >= history.valid_from
        and (history.valid_to is null or score_months.as_of < history.valid_to)

),

first_months as (

    select
        model_id,
        min(month) as month
    from score_months
    group by model_id

),

ranges as (

    select
        standing.model_id,
        min(standing.score) as lowest,
        greatest(1, ceil((max(standing.score) - min(standing.score) + 1) / 10.0)) as width
    from standing
    inner join first_months
        on standing.model_id = first_months.model_id
        and standing.month = first_months.month
    group by standing.model_id

)

select
    standing.model_id,
    'score' as kind,
    'score' as name,
    standing.month,
    cast(cast(floor((standing.score - ranges.lowest) / ranges.width) as integer) as {{ dbt.type_string() }}) as bucket,
    count(*) as examples
from standing
inner join ranges on standing.model_id = ranges.model_id
group by
    standing.model_id,
    standing.month,
    cast(cast(floor((standing.score - ranges.lowest) / ranges.width) as integer) as {{ dbt.type_string() }})

union all

select
    model_id,
    'grade' as kind,
    'grade' as name,
    month,
    grade as bucket,
    count(*) as examples
from standing
where grade is not null
group by model_id, month, grade
