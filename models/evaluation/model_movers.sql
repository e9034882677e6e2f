-- One row per champion, challenger and contact that both score on as_of: rank and MQL flag in each, and which way the challenger moves it.
-- places is positive when the challenger ranks it higher.

{{ config(enabled=evaluates()) }}

with contact_scores as (

    select * from {{ ref('lead_scoring', 'contact_scores') }}

),

evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

)

select
    champions.model_id as champion_id,
    challengers.model_id as challenger_id,
    champion_scores.contact_id,
    champion_scores.score as champion_score,
    challenger_scores.score as challenger_score,
    champion_scores.rank as champion_rank,
    challenger_scores.rank as challenger_rank,
    champion_scores.rank - challenger_scores.rank as places,
    champion_scores.is_mql as is_mql_now,
    challenger_scores.is_mql as is_mql_then,
    case
        when challenger_scores.is_mql and not champion_scores.is_mql then 'becomes_mql'
        when champion_scores.is_mql and not challenger_scores.is_mql then 'no_longer_mql'
        when challenger_scores.rank < champion_scores.rank then 'up'
        when challenger_scores.rank > champion_scores.rank then 'down'
        else 'same'
    end as move
from evaluation_models as champions
inner join evaluation_models as challengers on champions.status = 'active' and challengers.status <> 'active'
inner join contact_scores as champion_scores on champions.model_id = champion_scores.model_id
inner join contact_scores as challenger_scores
    on challengers.model_id = challenger_scores.model_id
    and champion_scores.contact_id = challenger_scores.contact_id
