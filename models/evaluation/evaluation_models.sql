-- One row per scored model with a history: what its scores are to foretell, and on which days they are looked at.
-- Days begin with the history, unless the settings begin later.

{{ config(enabled=evaluates()) }}

with histories as (

    select
        model_id,
        min(valid_from) as history_from
    from {{ ref('lead_scoring', 'score_history') }}
    group by model_id

)

select
    policy_models.model_id,
    policy_models.name,
    policy_models.status,
    {{ wanted_outcomes_text('policy_models.model_id') }} as outcomes,
    cast({{ evaluation_number('horizon_days', 'policy_models.model_id') }} as integer) as horizon_days,
    cast({{ evaluation_number('every_days', 'policy_models.model_id') }} as integer) as every_days,
    cast({{ evaluation_number('leads_per_day', 'policy_models.model_id') }} as numeric(12, 3)) as leads_per_day,
    cast({{ evaluation_number('holdout_percent', 'policy_models.model_id') }} as integer) as holdout_percent,
    cast({{ evaluation_number('min_conversions', 'policy_models.model_id') }} as integer) as min_conversions,
    greatest(histories.history_from, coalesce({{ evaluation_day('first_day') }}, histories.history_from)) as first_day,
    coalesce({{ evaluation_day('holdout_from') }}, cast('0001-01-01' as date)) as holdout_from,
    least({{ as_of() }}, coalesce({{ evaluation_day('last_day') }}, {{ as_of() }})) as last_day
from {{ ref('lead_scoring', 'policy_models') }} as policy_models
inner join histories on policy_models.model_id = histories.model_id
where policy_models.is_scored
