-- One row per model and contact with an outcome that the model's scores are to foretell, by as_of: the day of the first one.
-- Outcomes of merged contacts are those of the survivor.

{{ config(enabled=evaluates()) }}

select
    evaluation_models.model_id,
    coalesce(contact_survivors.survivor_id, stg_outcomes.contact_id) as contact_id,
    min({{ activity_day('stg_outcomes.occurred_at') }}) as first_on
from {{ ref('lead_scoring', 'evaluation_models') }} as evaluation_models
inner join {{ ref('lead_scoring', 'stg_outcomes') }} as stg_outcomes
    on {{ is_wanted_outcome('stg_outcomes.outcome_type', 'evaluation_models.model_id') }}
left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
    on stg_outcomes.contact_id = contact_survivors.contact_id
where {{ activity_day('stg_outcomes.occurred_at') }} <= {{ as_of() }}
group by evaluation_models.model_id, coalesce(contact_survivors.survivor_id, stg_outcomes.contact_id)
