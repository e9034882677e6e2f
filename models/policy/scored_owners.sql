-- One row per owner of conditions that this build needs: rules, company rules, audiences, caps and metrics of the
-- scored models. owner_no is a short key for joins; it is stable only within a build.
-- Reads policy_lint so that a policy with errors never gets past this point.
-- depends_on: {{ ref('lead_scoring', 'policy_lint') }}

with policy_conditions as (

    select * from {{ ref('lead_scoring', 'policy_conditions') }}

),

policy_metrics as (

    select * from {{ ref('lead_scoring', 'policy_metrics') }}

),

scored_models as (

    select model_id from {{ ref('lead_scoring', 'policy_models') }} where is_scored

),

model_owners as (

    select distinct
        policy_conditions.owner_type,
        policy_conditions.model_id,
        policy_conditions.owner_id
    from policy_conditions
    inner join scored_models on policy_conditions.model_id = scored_models.model_id
    where policy_conditions.owner_type <> 'metric'

),

read_metrics as (

    select distinct policy_metrics.metric_id, policy_metrics.base_metric_id
    from policy_metrics
    inner join policy_conditions on policy_metrics.field = policy_conditions.field
    inner join scored_models on policy_conditions.model_id = scored_models.model_id

),

owners as (

    select owner_type, model_id, owner_id from model_owners
    union distinct
    select 'metric' as owner_type, '' as model_id, metric_id as owner_id from read_metrics
    union distinct
    select 'metric' as owner_type, '' as model_id, base_metric_id as owner_id from read_metrics
    where base_metric_id is not null

)

select
    cast(row_number() over (order by owner_type, model_id, owner_id) as integer) as owner_no,
    owner_type,
    model_id,
    owner_id
from owners
