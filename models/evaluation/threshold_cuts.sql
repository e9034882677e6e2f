-- One row per evaluated model and score that contacts newly reached: how many leads a day a threshold there would have brought since the first
-- snapshot day, and which share of them converted within the horizon. A contact counts once per cut, when it first reaches it; whom sales
-- already have, and who is disqualified, is no lead.

{{ config(enabled=evaluates()) }}

with steps as (

    select * from {{ ref('lead_scoring', 'threshold_steps') }}
    where coalesce(stage, '') not in ('disqualified', 'sales_accepted', 'opportunity', 'won')

),

{# A step to 50 from 20 adds one lead at 50 and takes it away again at 20, so that sums from above count it for 21 to 50. -#}
changes as (

    select
        model_id, score, 1 as leads, coalesce(label, 0) as conversions,
        case when label is null then 0 else 1 end as finished
    from steps

    union all

    select
        model_id, score_before as score, -1 as leads, -coalesce(label, 0) as conversions,
        case when label is null then 0 else -1 end as finished
    from steps
    where score_before is not null

),

by_score as (

    select
        model_id,
        score,
        sum(leads) as leads,
        sum(finished) as finished,
        sum(conversions) as conversions
    from changes
    group by model_id, score

),

running as (

    select
        model_id,
        score as cut,
        sum(leads) over (partition by model_id order by score desc rows unbounded preceding) as leads,
        sum(finished) over (partition by model_id order by score desc rows unbounded preceding) as finished_leads,
        sum(conversions) over (partition by model_id order by score desc rows unbounded preceding) as conversions
    from by_score

),

days as (

    select
        model_id,
        leads_per_day as capacity,
        {{ days_between('first_day', 'last_day') }} as days
    from {{ ref('lead_scoring', 'evaluation_models') }}

)

select
    running.model_id,
    running.cut,
    cast(running.leads as integer) as leads,
    cast(running.finished_leads as integer) as finished_leads,
    cast(running.conversions as integer) as conversions,
    {{ exact_ratio('running.leads', 'days.days') }} as leads_per_day,
    case when counts.is_enough then {{ exact_ratio('running.conversions', 'running.finished_leads') }} end
        as conversion_rate,
    case when counts.is_enough then {{ wilson('running.conversions', 'running.finished_leads', '-') }} end as rate_from,
    case when counts.is_enough then {{ wilson('running.conversions', 'running.finished_leads', '+') }} end as rate_to,
    {{ exact_ratio('running.leads * 30', 'days.days') }} as leads_per_30_days,
    case
        when counts.is_enough
            then {{ exact_ratio('running.leads * 30 * running.conversions', 'days.days * running.finished_leads') }}
    end as expected_conversions_per_30_days,
    days.capacity,
    counts.note
from running
inner join days on running.model_id = days.model_id
inner join {{ ref('lead_scoring', 'evaluation_counts') }} as counts on running.model_id = counts.model_id
where running.leads > 0
