-- One row per model, company and stay as a marketing-qualified account: the first day, and the day it ended (null: still one).
-- It enters when score, engaged contacts and coverage reach their minimums, and leaves below the exit score or a minimum.

with published_company_scores as (

    select
        *,
        coalesce(enters, false) as is_in,
        coalesce(falls, true) and not coalesce(enters, false) as is_out
    from {{ ref('lead_scoring', 'published_company_scores') }}
    where as_of <= {{ as_of() }}

),

events as (

    select model_id, company_id, as_of as on_date, case when is_in then 1 else 0 end as enters
    from published_company_scores
    where is_in or is_out

),

changes as (

    select
        *,
        coalesce(lag(enters) over (partition by model_id, company_id order by on_date), 0) as entered_before
    from events

),

turns as (

    select
        model_id,
        company_id,
        on_date as mqa_from,
        enters,
        lead(on_date) over (partition by model_id, company_id order by on_date) as mqa_until
    from changes
    where enters <> entered_before

)

select
    model_id,
    company_id,
    mqa_from,
    mqa_until
from turns
where enters = 1
