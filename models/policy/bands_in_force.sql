-- One row per scored day and band in force on it, with the range of published scores it covers.
-- min_score is inclusive (null: no lower end), below_score exclusive (null: no upper end); ranges never overlap.

with as_of_days as (

    select * from {{ ref('lead_scoring', 'as_of_days') }}

),

policy_bands as (

    select * from {{ ref('lead_scoring', 'policy_bands') }}

)

select
    as_of_days.as_of,
    policy_bands.model_id,
    policy_bands.dimension,
    policy_bands.band,
    policy_bands.label,
    policy_bands.next_action,
    policy_bands.min_score,
    cast(
        lead(policy_bands.min_score) over (
            partition by as_of_days.as_of, policy_bands.model_id, policy_bands.dimension
            order by coalesce(policy_bands.min_score, -100000000)
        ) as numeric(12, 4)
    ) as below_score
from as_of_days
inner join policy_bands
    on policy_bands.valid_from <= as_of_days.as_of
    and policy_bands.valid_to > as_of_days.as_of
