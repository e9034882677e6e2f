-- One row per week (Monday) since the history began: entries into MQL. Weeks without any are there, too.
with days as (

    select
        min(on_date) as first_on,
        (select max(scored.as_of) from contact_scores as scored where scored.model_id = $model_id) as last_on
    from lifecycle_transitions
    where model_id = $model_id

),

weeks as (

    select unnest(generate_series(date_trunc('week', first_on), date_trunc('week', last_on), interval 7 day)) as week
    from days

),

entries as (

    select
        date_trunc('week', on_date) as week,
        count(*) as entries
    from lifecycle_transitions
    where model_id = $model_id
        and to_stage = 'mql'
        and reason <> 'earlier_outcome'
    group by date_trunc('week', on_date)

)

select
    cast(weeks.week as date) as week,
    coalesce(entries.entries, 0) as entries
from weeks
left join entries on weeks.week = entries.week
order by weeks.week
