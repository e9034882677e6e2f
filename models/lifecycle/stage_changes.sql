-- One row per transition of a contact in a model: from which stage to which, on which day, why, what tipped it, and the score and
-- grade that were published for the day, and as whom (null: outside the audience).
-- At most one transition a day; each begins in the stage in which the one before ended, and the first in `none`.

with lifecycle_stages as (

    select * from {{ ref('lead_scoring', 'lifecycle_stages') }}

),

compared as (

    select
        *,
        coalesce(lag(stage) over (partition by model_id, contact_id order by on_date), 'none') as stage_before
    from lifecycle_stages

),

changes as (

    select
        *,
        case
            when stage = 'none' then 'left_audience'
            when stage = 'disqualified' then 'disqualified'
            when hard is not null then outcome_type
            when stage = 'mql' then case when qualify_rule_id is not null then 'qualified' else 'mql_policy' end
            when is_entry then case when starting_outcome is null then 'entered_audience' else 'earlier_outcome' end
            when stage_before = 'disqualified' then 'disqualification_ended'
            else 'below_exit'
        end as reason
    from compared
    where stage <> stage_before

),

lifecycle_scores as (

    select * from {{ ref('lead_scoring', 'lifecycle_scores') }}

),

last_published as (

    select
        changes.model_id,
        changes.contact_id,
        changes.on_date,
        max(lifecycle_scores.as_of) as published_on
    from changes
    inner join lifecycle_scores
        on changes.model_id = lifecycle_scores.model_id
        and changes.contact_id = lifecycle_scores.contact_id
        and changes.on_date >= lifecycle_scores.as_of
    group by changes.model_id, changes.contact_id, changes.on_date

)

select
    changes.model_id,
    changes.contact_id,
    changes.on_date,
    changes.stage_before as from_stage,
    changes.stage as to_stage,
    changes.reason,
    lifecycle_scores.score,
    lifecycle_scores.grade,
    lifecycle_scores.published_as,
    case changes.reason
        when 'disqualified' then changes.disqualify_rule_id
        when 'qualified' then changes.qualify_rule_id
    end as rule_id,
    case when changes.reason = 'mql_policy' then changes.mql_policy_id end as mql_policy_id,
    case when changes.reason = changes.outcome_type then outcomes.reason end as outcome_reason,
    lead(changes.on_date) over (
        partition by changes.model_id, changes.contact_id order by changes.on_date
    ) as until_date
from changes
left join last_published
    on changes.model_id = last_published.model_id
    and changes.contact_id = last_published.contact_id
    and changes.on_date = last_published.on_date
left join lifecycle_scores
    on last_published.model_id = lifecycle_scores.model_id
    and last_published.contact_id = lifecycle_scores.contact_id
    and last_published.published_on = lifecycle_scores.as_of
left join {{ ref('lead_scoring', 'lifecycle_outcomes') }} as outcomes
    on changes.contact_id = outcomes.contact_id
    and changes.on_date = outcomes.on_date
