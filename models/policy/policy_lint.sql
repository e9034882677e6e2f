-- One row per problem of the policy, naming the table, the row, the column and what to do about it.
-- Errors stop the build before anything is scored; warnings do not.

select severity, policy_table, row_id, column_name, problem from {{ ref('lead_scoring', 'lint_models') }}
union all
select severity, policy_table, row_id, column_name, problem from {{ ref('lead_scoring', 'lint_rules') }}
union all
select severity, policy_table, row_id, column_name, problem from {{ ref('lead_scoring', 'lint_conditions') }}
union all
select severity, policy_table, row_id, column_name, problem from {{ ref('lead_scoring', 'lint_others') }}
union all
select severity, policy_table, row_id, column_name, problem from {{ ref('lead_scoring', 'lint_hygiene') }}
