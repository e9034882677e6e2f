-- One row per model, contact and stay in the MQL stage: the first day, and the day it ended (null: still an MQL).
-- It enters when a row of mql_policies is met or a rule qualifies it; it leaves when disqualified, or below the exit score
-- once dwell_days have passed since it last met a policy.

with published_scores as (

    select
        published_scores.*,
        {# A model that has left the policy keeps its past. -#}
        coalesce(policy_models.dwell_days, 1) as dwell_days,
        coalesce(
            lead(published_scores.as_of) over (
                partition by published_scores.model_id, published_scores.contact_id order by published_scores.as_of
            ),
            {{ add_days(as_of(), 1) }}
        ) as valid_until
    from {{ ref('published_scores') }} as published_scores
    left join {{ ref('policy_models') }} as policy_models on published_scores.model_id = policy_models.model_id
    where published_scores.as_of <= {{ as_of() }}

),

judged as (

    select
        *,
        coalesce((enters or qualifies) and not disqualifies, false) as is_in,
        coalesce(disqualifies, true) as is_out
    from published_scores

),

remembered as (

    select
        *,
        max(case when is_in then {{ add_days('valid_until', -1) }} end) over (
            partition by model_id, contact_id
            order by as_of
            rows between unbounded preceding and current row
        ) as last_in_on
    from judged

),

events as (

    select model_id, contact_id, as_of as on_date, 1 as enters
    from remembered
    where is_in

    union all

    select model_id, contact_id, as_of as on_date, 0 as enters
    from remembered
    where is_out

    union all

    select
        model_id,
        contact_id,
        greatest(as_of, {{ add_days('last_in_on', 'dwell_days') }}) as on_date,
        0 as enters
    from remembered
    where falls
        and not is_in
        and not is_out
        and greatest(as_of, {{ add_days('last_in_on', 'dwell_days') }}) < valid_until

),

changes as (

    select
        model_id,
        contact_id,
        on_date,
        enters,
        coalesce(
            lag(enters) over (partition by model_id, contact_id order by on_date), 0
        ) as entered_before
    from events

),

turns as (

    select
        model_id,
        contact_id,
        on_date as mql_from,
        enters,
        lead(on_date) over (partition by model_id, contact_id order by on_date) as mql_until
    from changes
    where enters <> entered_before

)

select
    model_id,
    contact_id,
    mql_from,
    mql_until
from turns
where enters = 1
