-- One row per scored model and month of its history: the scores as they stood on the last day of it (the current month: on as_of), all contacts.
-- mean_change is against the first month: scores that only ever rise make every threshold too low.

{{ config(enabled=evaluates()) }}

with numbers as (

    select generated_number from ({{ whole_numbers(4000) }}) as numbers

),

evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

),

days as (

    select
        evaluation_models.model_id,
        {{ add_days('evaluation_models.first_day', 'cast(numbers.generated_number as integer) - 1') }} as on_date
    from evaluation_models
    cross join numbers

),

months as (

    select
        model_id,
        substring(cast(on_date as {{ dbt.type_string() }}), 1, 7) as month,
        max(on_date) as as_of
    from days
    where on_date <= {{ as_of() }}
    group by model_id, substring(cast(on_date as {{ dbt.type_string() }}), 1, 7)

),

scored as (

    select
        months.model_id,
        months.month,
        months.as_of,
        count(*) as contacts,
        sum(case when history.is_mql then 1 else 0 end) as mqls,
        sum(history.score) as scores
    from months
    inner join {{ ref('lead_scoring', 'score_history') }} as history
        on months.model_id = history.model_id
        and months.as_of >= history.valid_from
        and (history.valid_to is null or months.as_of < history.valid_to)
    group by months.model_id, months.month, months.as_of

),

means as (

    select
        *,
        {{ exact_ratio('scores', 'contacts') }} as mean_score
    from scored

)

select
    model_id,
    month,
    as_of,
    cast(contacts as integer) as contacts,
    cast(mqls as integer) as mqls,
    mean_score,
    cast(mean_score - first_value(mean_score) over (partition by model_id order by month) as numeric(28, 6))
        as mean_change
from means
