-- One row per champion (an active model), challenger (another scored one) and finished contact-day that both scored: score and label in each.
-- So both are measured on the same rows; both must have the same outcomes and horizon.

{{ config(enabled=evaluates()) }}
{{ config(**table_layout(keys=['challenger_id', 'contact_id'])) }}

with evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

),

snapshots as (

    select * from {{ ref('lead_scoring', 'evaluation_snapshots') }} where is_finished

)

select
    champions.model_id as champion_id,
    challengers.model_id as challenger_id,
    champion_scores.as_of,
    champion_scores.contact_id,
    champion_scores.score as champion_score,
    challenger_scores.score as challenger_score,
    champion_scores.label
from evaluation_models as champions
inner join evaluation_models as challengers
    on champions.status = 'active'
    and challengers.status <> 'active'
    and champions.horizon_days = challengers.horizon_days
    and champions.outcomes = challengers.outcomes
inner join snapshots as champion_scores on champions.model_id = champion_scores.model_id
inner join snapshots as challenger_scores
    on challengers.model_id = challenger_scores.model_id
    and champion_scores.as_of = challenger_scores.as_of
    and champion_scores.contact_id = challenger_scores.contact_id
