-- One row per goal of a scored model and period (month, quarter or year) that the history touches up to as_of.
-- A goal counts for the periods that begin while it is in force.

with goals as (

    select policy_goals.*
    from {{ ref('lead_scoring', 'policy_goals') }} as policy_goals
    inner join {{ ref('lead_scoring', 'policy_models') }} as policy_models
        on policy_goals.model_id = policy_models.model_id
        and policy_models.is_scored

),

history_starts as (

    select model_id, min(as_of) as first_on from {{ ref('lead_scoring', 'published_scores') }} group by model_id

),

days as (

    select {{ add_days(as_of(), '1 - cast(generated_number as integer)') }} as on_date
    from ({{ whole_numbers(40000) }}) as numbers

),

periods as (

    select distinct
        goals.*,
        history_starts.first_on,
        case goals.period
            when 'year' then cast({{ dbt.date_trunc('year', 'days.on_date') }} as date)
            when 'quarter' then cast({{ dbt.date_trunc('quarter', 'days.on_date') }} as date)
            else cast({{ dbt.date_trunc('month', 'days.on_date') }} as date)
        end as period_from
    from goals
    inner join history_starts on goals.model_id = history_starts.model_id
    inner join days on history_starts.first_on <= days.on_date

)

select
    model_id,
    goal_id,
    stage,
    period,
    target,
    first_on,
    period_from,
    case period
        when 'year' then cast({{ dbt.dateadd('month', 12, 'period_from') }} as date)
        when 'quarter' then cast({{ dbt.dateadd('month', 3, 'period_from') }} as date)
        else cast({{ dbt.dateadd('month', 1, 'period_from') }} as date)
    end as period_to
from periods
where valid_from <= period_from
    and valid_to > period_from
