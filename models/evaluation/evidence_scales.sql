-- One row per evaluated model with a rule that evidence supports or contradicts: the points that such rules give, and what they would give at
-- one point per unit of log-odds. Their quotient turns evidence into points on the scale of the model.

{{ config(enabled=evaluates()) }}

select
    model_id,
    cast(sum(abs(points_given)) as numeric(28, 6)) as points_given,
    cast(sum(abs(log_odds_ratio) * fired) as numeric(28, 6)) as log_odds_given
from {{ ref('lead_scoring', 'judged_rules') }}
where advice in ('keep', 'reverse')
group by model_id
