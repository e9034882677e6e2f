-- One row per model, contact and day of lifecycle_days with everything that decides about the stage on that day.
-- hard: what sets the stage whatever it was before (null: nothing does). starting_outcome: the last outcome before the day.

{{ config(materialized='view') }}

with lifecycle_days as (

    select * from {{ ref('lead_scoring', 'lifecycle_days') }}

),

published_stretches as (

    select * from {{ ref('lead_scoring', 'published_stretches') }}

),

last_published as (

    select
        lifecycle_days.*,
        max(published_stretches.as_of) over (
            partition by lifecycle_days.model_id, lifecycle_days.contact_id
            order by lifecycle_days.on_date
            rows between unbounded preceding and current row
        ) as published_on
    from lifecycle_days
    left join published_stretches
        on lifecycle_days.model_id = published_stretches.model_id
        and lifecycle_days.contact_id = published_stretches.contact_id
        and lifecycle_days.on_date = published_stretches.as_of

),

facts as (

    select
        last_published.model_id,
        last_published.contact_id,
        last_published.on_date,
        coalesce(stretches.is_in_audience, false) as is_in_audience,
        stretches.mql_policy_id,
        coalesce(stretches.is_below_exit, false) as is_below_exit,
        coalesce(stretches.is_fall and stretches.as_of = last_published.on_date, false) as is_fall,
        least(
            coalesce(qualify_awards.rule_id, stretches.qualify_while_rule_id),
            coalesce(stretches.qualify_while_rule_id, qualify_awards.rule_id)
        ) as qualify_rule_id,
        stretches.qualify_while_rule_id,
        disqualify_awards.rule_id as disqualify_day_rule_id,
        stretches.disqualify_while_rule_id,
        outcomes.outcome_type,
        outcomes.stage as outcome_stage,
        return_days.on_date is not null as is_return
    from last_published
    left join published_stretches as stretches
        on last_published.model_id = stretches.model_id
        and last_published.contact_id = stretches.contact_id
        and last_published.published_on = stretches.as_of
    left join {{ ref('lead_scoring', 'lifecycle_outcomes') }} as outcomes
        on last_published.contact_id = outcomes.contact_id
        and last_published.on_date = outcomes.on_date
    left join {{ ref('lead_scoring', 'lifecycle_awards') }} as qualify_awards
        on last_published.model_id = qualify_awards.model_id
        and last_published.contact_id = qualify_awards.contact_id
        and last_published.on_date = qualify_awards.on_date
        and qualify_awards.effect = 'qualify'
    left join {{ ref('lead_scoring', 'lifecycle_awards') }} as disqualify_awards
        on last_published.model_id = disqualify_awards.model_id
        and last_published.contact_id = disqualify_awards.contact_id
        and last_published.on_date = disqualify_awards.on_date
        and disqualify_awards.effect = 'disqualify'
    left join {{ ref('lead_scoring', 'return_days') }} as return_days
        on last_published.model_id = return_days.model_id
        and last_published.contact_id = return_days.contact_id
        and last_published.on_date = return_days.on_date

)

select
    facts.*,
    case
        when not is_in_audience then null
        when disqualify_day_rule_id is not null then 'barred'
        when disqualify_while_rule_id is not null then 'held'
        else outcome_stage
    end as hard,
    {# The text of the day in front makes the latest the greatest. -#}
    substring(
        max(
            case when outcome_type is not null then cast(on_date as {{ dbt.type_string() }}) || '|' || outcome_type end
        ) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and 1 preceding
        ), 12
    ) as starting_outcome,
    lag(is_in_audience) over (partition by model_id, contact_id order by on_date) as was_in_audience
from facts
