-- One row per model and snapshot day: the last day of its window, whether that has passed by as_of, and how the scores of the day came into
-- the history. fit_as_of says whether attributes were known as of the day, or only as a build first saw them later.
-- All models are looked at on the same days, counted from the first day of any of them: they are compared by what they said on the same day.

{{ config(enabled=evaluates()) }}

with numbers as (

    select generated_number from ({{ whole_numbers(4000) }}) as numbers

),

evaluation_models as (

    select
        *,
        min(first_day) over () as first_day_of_all
    from {{ ref('lead_scoring', 'evaluation_models') }}

),

scored_days as (

    select * from {{ ref('lead_scoring', 'scored_days') }}

),

days as (

    select
        evaluation_models.model_id,
        evaluation_models.horizon_days,
        evaluation_models.first_day,
        evaluation_models.last_day,
        {{ add_days(
            'evaluation_models.first_day_of_all', '(cast(numbers.generated_number as integer) - 1) * evaluation_models.every_days'
        ) }} as as_of
    from evaluation_models
    cross join numbers

)

select
    days.model_id,
    days.as_of,
    {{ add_days('days.as_of', 'days.horizon_days') }} as window_ends_on,
    {{ add_days('days.as_of', 'days.horizon_days') }} <= {{ as_of() }} as is_finished,
    scored_days.recorded_as,
    coalesce(scored_days.attributes_as_of, 'unknown') as fit_as_of
from days
left join scored_days
    on days.model_id = scored_days.model_id
    and days.as_of = scored_days.as_of
where days.as_of between days.first_day and days.last_day
