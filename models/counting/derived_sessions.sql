-- One row per visit and state of knowledge: a run of page views of one contact on one day without a gap of more than 30 minutes.
-- Empty unless a scored rule or metric asks for sessions.

with page_views as (

    select
        *,
        {{ dbt.hash("coalesce(source_system, '') || ':' || activity_id") }} as tie_break
    from {{ ref('lead_scoring', 'judged_activities') }}
    where {{ lower_text('activity_type') }} = 'page_view'
        and not is_bot
        and {{ asks_for_activity('session') }}

),

gaps as (

    select
        *,
        lag(occurred_at) over (
            partition by contact_id, known_by, activity_date order by occurred_at, tie_break
        ) as previous_at
    from page_views

),

numbered as (

    select
        *,
        sum(case when occurred_at <= {{ move_time('minute', 30, 'previous_at') }} then 0 else 1 end) over (
            partition by contact_id, known_by, activity_date
            order by occurred_at, tie_break
            rows between unbounded preceding and current row
        ) as session_no
    from gaps

),

positioned as (

    select
        *,
        row_number() over (
            partition by contact_id, known_by, activity_date, session_no order by occurred_at, tie_break
        ) as position_in_session,
        max(occurred_at) over (partition by contact_id, known_by, activity_date, session_no) as last_occurred_at
    from numbered

)

select
    'session' as activity_type,
    contact_id,
    known_by,
    activity_date,
    channel,
    asset,
    campaign,
    source_system,
    cast({{ minutes_between('occurred_at', 'last_occurred_at') }} as numeric(28, 6)) as value
from positioned
where position_in_session = 1
