-- One row per goal of a scored model and period since the history began: target, entries so far, and what was to be expected by now.
-- Entries into a stage count on the day of the transition.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

goal_periods as (

    select * from {{ ref('lead_scoring', 'goal_periods') }}

),

stage_changes as (

    {# Who was won before the contact was scored is no deal of the period. -#}
    select * from {{ ref('lead_scoring', 'stage_changes') }} where reason <> 'earlier_outcome'

),

reached as (

    select
        goal_periods.model_id,
        goal_periods.goal_id,
        goal_periods.period_from,
        count(*) as entries
    from goal_periods
    inner join stage_changes
        on goal_periods.model_id = stage_changes.model_id
        and goal_periods.stage = stage_changes.to_stage
        and goal_periods.period_from <= stage_changes.on_date
        and goal_periods.period_to > stage_changes.on_date
    group by goal_periods.model_id, goal_periods.goal_id, goal_periods.period_from

),

measured as (

    select
        goal_periods.*,
        build.as_of,
        build.build_id,
        cast(coalesce(reached.entries, 0) as integer) as reached,
        {{ days_between('goal_periods.period_from', 'goal_periods.period_to') }} as all_days,
        least(
            {{ days_between('goal_periods.period_from', 'build.as_of') }} + 1,
            {{ days_between('goal_periods.period_from', 'goal_periods.period_to') }}
        ) as passed_days
    from goal_periods
    cross join build
    left join reached
        on goal_periods.model_id = reached.model_id
        and goal_periods.goal_id = reached.goal_id
        and goal_periods.period_from = reached.period_from

)

select
    {{ row_hash(['model_id', 'goal_id', 'period_from']) }} as goal_progress_key,
    model_id,
    goal_id,
    stage,
    period,
    period_from,
    period_to,
    target,
    reached,
    {{ exact_ratio('(cast(target as bigint) * passed_days)', 'all_days') }} as expected_by_now,
    {{ exact_ratio('reached', 'target') }} as share_reached,
    cast(reached as bigint) * all_days >= cast(target as bigint) * passed_days as is_on_pace,
    period_to <= {{ add_days('as_of', 1) }} and period_from >= first_on as is_complete,
    build_id
from measured
