-- Nothing: stands for the policy tables that we do not use.
select cast(null as varchar) as model_id
where false
