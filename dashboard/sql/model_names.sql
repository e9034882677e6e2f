-- One row per model of the policy: its name and whether sales works with it.
select model_id, name, status, sla_days, exit_score
from policy_models
