-- The rules of the policy: what marketing keeps in a short table, with the columns that are the same for all.
select
    'acme' as model_id,
    'points' as effect,
    *
from {{ ref('acme_rule_points') }}
