-- One row per model and thing of a shared policy table that it uses: a metric, a decay profile, the list of free-mail domains.
-- Rows of shared tables belong to the policy of the models that use them.

with read_metrics as (

    select policy_conditions.model_id, policy_metrics.metric_id, policy_metrics.base_metric_id
    from {{ ref('lead_scoring', 'policy_conditions') }} as policy_conditions
    inner join {{ ref('lead_scoring', 'policy_metrics') }} as policy_metrics
        on policy_conditions.field = policy_metrics.field

)

select model_id, 'metric' as kind, metric_id as shared_id from read_metrics
union distinct
select model_id, 'metric' as kind, base_metric_id as shared_id from read_metrics
union distinct
select model_id, 'decay' as kind, decay_id as shared_id from {{ ref('lead_scoring', 'policy_rules') }}
union distinct
select model_id, 'free_mail' as kind, 'all' as shared_id from {{ ref('lead_scoring', 'policy_models') }}
