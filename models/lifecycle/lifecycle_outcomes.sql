-- One row per contact and day with outcomes: the day's last one and the stage it leads to.
-- Outcomes of merged contacts are those of the survivor.

with stg_outcomes as (

    select * from {{ ref('lead_scoring', 'stg_outcomes') }}

),

contact_survivors as (

    select * from {{ ref('lead_scoring', 'contact_survivors') }}

),

ranked as (

    select
        coalesce(contact_survivors.survivor_id, stg_outcomes.contact_id) as contact_id,
        {{ activity_day('stg_outcomes.occurred_at') }} as on_date,
        stg_outcomes.outcome_type,
        stg_outcomes.reason,
        row_number() over (
            partition by
                coalesce(contact_survivors.survivor_id, stg_outcomes.contact_id),
                {{ activity_day('stg_outcomes.occurred_at') }}
            order by stg_outcomes.occurred_at desc, {{ dbt.hash('stg_outcomes.outcome_id') }} desc
        ) as rank_of_day
    from stg_outcomes
    left join contact_survivors on stg_outcomes.contact_id = contact_survivors.contact_id

)

select
    contact_id,
    on_date,
    outcome_type,
    reason,
    case when outcome_type in ('sales_rejected', 'lost') then 'recycled' else outcome_type end as stage
from ranked
where rank_of_day = 1
    and on_date <= {{ as_of() }}
