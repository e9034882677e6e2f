-- One row per model, contact and stay in the stage opportunity: score and grade when it began, amount, how it ended.
-- The amount is the latest that sales gave during the stay, the day of the ending included.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

stays as (

    select
        *,
        lead(to_stage) over (partition by model_id, contact_id order by on_date) as next_stage,
        lead(reason) over (partition by model_id, contact_id order by on_date) as next_reason
    from {{ ref('lead_scoring', 'stage_changes') }}

),

amounts as (

    select
        coalesce(contact_survivors.survivor_id, stg_outcomes.contact_id) as contact_id,
        {{ activity_day('stg_outcomes.occurred_at') }} as on_date,
        stg_outcomes.occurred_at,
        stg_outcomes.outcome_id,
        stg_outcomes.amount
    from {{ ref('lead_scoring', 'stg_outcomes') }} as stg_outcomes
    left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
        on stg_outcomes.contact_id = contact_survivors.contact_id
    where stg_outcomes.outcome_type in ('opportunity', 'won') and stg_outcomes.amount is not null

),

ranked as (

    select
        stays.model_id,
        stays.contact_id,
        stays.on_date,
        amounts.amount,
        row_number() over (
            partition by stays.model_id, stays.contact_id, stays.on_date
            order by amounts.occurred_at desc, {{ dbt.hash('amounts.outcome_id') }} desc
        ) as amount_rank
    from stays
    inner join amounts
        on stays.contact_id = amounts.contact_id
        and stays.on_date <= amounts.on_date
        and coalesce(stays.until_date, {{ as_of() }}) >= amounts.on_date
    where stays.to_stage = 'opportunity'

)

select
    {{ row_hash(['stays.model_id', 'stays.contact_id', 'stays.on_date']) }} as opportunity_key,
    stays.model_id,
    stays.contact_id,
    stays.on_date as opened_on,
    stays.until_date as ended_on,
    stays.score as score_at_opening,
    stays.grade as grade_at_opening,
    cast(ranked.amount as numeric(28, 6)) as amount,
    case
        when stays.until_date is null then 'open'
        when stays.next_stage = 'won' then 'won'
        when stays.next_reason = 'lost' then 'lost'
        else 'ended'
    end as status,
    {{ days_between('stays.on_date', 'coalesce(stays.until_date, build.as_of)') }} as days_open,
    build.build_id
from stays
cross join build
left join ranked
    on stays.model_id = ranked.model_id
    and stays.contact_id = ranked.contact_id
    and stays.on_date = ranked.on_date
    and ranked.amount_rank = 1
where stays.to_stage = 'opportunity'
