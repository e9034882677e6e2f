-- Invariant: the daily view has each day of a stretch of score_history once and no other day, with what the stretch says. Days are
-- counted for one contact in sixteen, because the view has hundreds of rows for each.

with score_history as (

    select * from {{ ref('lead_scoring', 'score_history') }} where {{ dbt.hash('contact_id') }} like '0%'

),

score_history_daily as (

    select * from {{ ref('lead_scoring', 'score_history_daily') }} where {{ dbt.hash('contact_id') }} like '0%'

),

expected as (

    select
        model_id,
        contact_id,
        valid_from as first_on,
        coalesce({{ add_days('valid_to', -1) }}, {{ as_of() }}) as last_on,
        score,
        grade,
        stage,
        is_mql
    from score_history

),

found as (

    select
        expected.model_id,
        expected.contact_id,
        expected.first_on,
        {{ days_between('expected.first_on', 'expected.last_on') }} + 1 as days,
        count(daily.on_date) as rows_found,
        count(distinct daily.on_date) as days_found,
        sum(
            case
                when daily.score = expected.score
                    and coalesce(daily.grade, '') = coalesce(expected.grade, '')
                    and daily.stage = expected.stage
                    and daily.is_mql = expected.is_mql
                    then 1
                else 0
            end
        ) as equal_rows
    from expected
    left join score_history_daily as daily
        on expected.model_id = daily.model_id
        and expected.contact_id = daily.contact_id
        and expected.first_on <= daily.on_date
        and expected.last_on >= daily.on_date
    group by expected.model_id, expected.contact_id, expected.first_on, expected.last_on

),

totals as (

    select sum(days) as days from found

),

daily_totals as (

    select count(*) as days from score_history_daily

)

select
    model_id,
    contact_id,
    first_on,
    'a day is missing, doubled or different' as problem
from found
where rows_found <> days or days_found <> days or equal_rows <> days

union all

select
    null as model_id,
    null as contact_id,
    null as first_on,
    'there are days outside all stretches' as problem
from totals
cross join daily_totals
where daily_totals.days <> coalesce(totals.days, 0)
