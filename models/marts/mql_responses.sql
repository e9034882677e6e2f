-- One row per model, contact and entry into mql: when sales answered, and whether within the sla_days of the model.
-- An answer is an outcome that ends the stay; a fall below the exit score or a disqualification ends it without one.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

{# What ended a stay in mql is the reason of the next transition; an outcome is an answer. -#}
stage_changes as (

    select
        *,
        lead(reason) over (partition by model_id, contact_id order by on_date) as next_reason
    from {{ ref('lead_scoring', 'stage_changes') }}

),

answers as (

    select
        model_id,
        contact_id,
        on_date as mql_on,
        until_date,
        next_reason in ('sales_accepted', 'sales_rejected', 'opportunity', 'won', 'lost') as is_answered,
        next_reason
    from stage_changes
    where to_stage = 'mql'

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

),

stays as (

    select
        answers.model_id,
        answers.contact_id,
        answers.mql_on,
        case when answers.is_answered then answers.until_date end as answered_on,
        case when answers.is_answered then answers.next_reason end as answer,
        case
            when answers.until_date is null then {{ days_between('answers.mql_on', 'build.as_of') }}
        end as days_waiting,
        policy_models.sla_days,
        build.build_id
    from answers
    cross join build
    left join policy_models on answers.model_id = policy_models.model_id

),

timed as (

    select
        *,
        {{ days_between('mql_on', 'answered_on') }} as days_to_answer
    from stays

)

select
    {{ row_hash(['model_id', 'contact_id', 'mql_on']) }} as mql_response_key,
    model_id,
    contact_id,
    mql_on,
    answered_on,
    answer,
    days_to_answer,
    days_waiting,
    sla_days,
    case
        when answer is not null and sla_days is null then 'answered'
        when days_to_answer <= sla_days then 'answered_in_time'
        when days_to_answer > sla_days then 'answered_late'
        when days_waiting > sla_days then 'overdue'
        when days_waiting is not null then 'waiting'
        else 'ended'
    end as status,
    build_id
from timed
