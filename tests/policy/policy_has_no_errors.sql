-- Invariant: the policy can be read and means something. The rows name the table, the row and the column.

select * from {{ ref('lead_scoring', 'policy_lint') }}
where severity = 'error'
