-- Nothing in the policy looks like an accident. Warnings never stop a build.

{{ config(severity='warn') }}

select * from {{ ref('lead_scoring', 'policy_lint') }}
where severity = 'warning'
