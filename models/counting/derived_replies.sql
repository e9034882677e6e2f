-- One row per state of knowledge and `email_reply` of a contact with an `email_sent` at or before it: the minutes it took.
-- Empty unless a scored rule or metric asks for replies. The e-mail may have been sent on a day that nothing touched.
-- depends_on: {{ ref('lead_scoring', 'matching_version') }}, {{ ref('lead_scoring', 'touched_days') }}

{% set counts_all = counts_all_days() %}

with known_emails as (

    select
        contact_id, {{ known_now() }} as known_by, activity_date, occurred_at, activity_type, channel, asset, campaign,
        source_system, is_bot
    from {{ ref('lead_scoring', 'stg_activities') }}
    {% if not counts_all %}
    where contact_id in (select touched_days.contact_id from {{ ref('lead_scoring', 'touched_days') }} as touched_days)
    {% endif %}

    union all

    select
        contact_id, known_by, activity_date, occurred_at, activity_type, channel, asset, campaign, source_system, is_bot
    from {{ ref('lead_scoring', 'countable_activities') }}
    where known_by < {{ known_now() }}

),

emails as (

    select
        *,
        case when {{ lower_text('activity_type') }} = 'email_reply' then 1 else 0 end as is_reply
    from known_emails
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
    answered.contact_id,
    answered.known_by,
    answered.activity_date,
    answered.channel,
    answered.asset,
    answered.campaign,
    answered.source_system,
    cast({{ minutes_between('answered.last_sent_at', 'answered.occurred_at') }} as numeric(28, 6)) as value
from answered
{% if not counts_all %}
left join {{ ref('lead_scoring', 'touched_days') }} as touched_days
    on answered.contact_id = touched_days.contact_id
    and answered.activity_date = touched_days.activity_date
{% endif %}
where answered.is_reply = 1
    and answered.last_sent_at is not null
{% if not counts_all %}
    and (touched_days.contact_id is not null or answered.known_by < {{ known_now() }})
{% endif %}
