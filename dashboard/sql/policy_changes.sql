-- One row per changed cell or row of the policy, newest first.
select
    changed_on,
    policy_table,
    row_id,
    change,
    column_name,
    value_before,
    value_after
from policy_changes
where model_id = $model_id
order by changed_on desc, to_version_no desc, policy_table, row_id, column_name
limit 50
