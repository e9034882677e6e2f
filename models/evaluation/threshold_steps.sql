-- One row per evaluated model, contact and day after the first on which its score was higher than ever before in the time looked at: it newly
-- reached all cuts above score_before (null: it had no score yet) up to score, in which stage. Contacts with an outcome by the day are left out.

{{ config(enabled=evaluates()) }}

with evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

),

evaluation_outcomes as (

    select * from {{ ref('lead_scoring', 'evaluation_outcomes') }}

),

{# What stood on the first day counts as if it had come on it. -#}
stretches as (

    select
        score_history.model_id,
        score_history.contact_id,
        score_history.score,
        score_history.stage,
        greatest(score_history.valid_from, evaluation_models.first_day) as on_date,
        evaluation_models.first_day,
        evaluation_models.horizon_days
    from {{ ref('lead_scoring', 'score_history') }} as score_history
    inner join evaluation_models on score_history.model_id = evaluation_models.model_id
    where score_history.valid_from <= evaluation_models.last_day
        and (score_history.valid_to is null or score_history.valid_to > evaluation_models.first_day)

),

compared as (

    select
        *,
        max(score) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and 1 preceding
        ) as score_before
    from stretches

)

select
    compared.model_id,
    compared.contact_id,
    compared.on_date,
    compared.score_before,
    compared.score,
    compared.stage,
    case
        when {{ add_days('compared.on_date', 'compared.horizon_days') }} > {{ as_of() }} then null
        when outcomes.first_on <= {{ add_days('compared.on_date', 'compared.horizon_days') }} then 1
        else 0
    end as label
from compared
left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
    on compared.contact_id = contact_survivors.contact_id
left join evaluation_outcomes as outcomes
    on compared.model_id = outcomes.model_id
    and compared.contact_id = outcomes.contact_id
where compared.on_date > compared.first_day
    and (compared.score_before is null or compared.score > compared.score_before)
    and coalesce(contact_survivors.survivor_id, compared.contact_id) = compared.contact_id
    and (outcomes.first_on is null or outcomes.first_on > compared.on_date)
