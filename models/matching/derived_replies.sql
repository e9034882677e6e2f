-- One row per state of knowledge and `email_reply` of a contact with an `email_sent` at or before it: the minutes it took.
-- Empty unless a scored rule or metric asks for replies.

with emails as (

    select
        *,
        case when {{ lower_text('activity_type') }} = 'email_reply' then 1 else 0 end as is_reply
    from {{ ref('known_activities') }}
    where {{ lower_text('activity_type') }} in ('email_sent', 'email_reply')
        and not is_bot
        and {{ asks_for_activity('reply') }}

),

answered as (

    select
        *,
        max(case when is_reply = 0 then occurred_at end) over (
            partition by contact_id, known_by
            order by occurred_at, is_reply
            rows between unbounded preceding and current row
        ) as last_sent_at
    from emails

)

select
    'reply' as activity_type,
    contact_id,
    known_by,
    activity_date,
    channel,
    asset,
    campaign,
    source_system,
    cast({{ minutes_between('last_sent_at', 'occurred_at') }} as numeric(28, 6)) as value
from answered
where is_reply = 1
    and last_sent_at is not null
