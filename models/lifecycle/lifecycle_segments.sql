-- One row per day of lifecycle_facts, with the segment it belongs to: a segment begins where the contact enters the audience or
-- something sets the stage whatever it was before. enters and leaves: what the day says within a segment, by the policy's limits.

{{ config(materialized='view') }}

with lifecycle_facts as (

    select * from {{ ref('lead_scoring', 'lifecycle_facts') }}

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

),

remembered as (

    select
        *,
        is_in_audience and not coalesce(was_in_audience, false) as is_entry,
        mql_policy_id is not null or qualify_rule_id is not null as is_met,
        max(case when is_fall then on_date end) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and current row
        ) as last_fall_on,
        max(case when is_return then on_date end) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and current row
        ) as last_return_on,
        max(case when outcome_stage = 'recycled' then on_date end) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and current row
        ) as last_recycled_on,
        {# What is met holds until the next day in this table. -#}
        {{ add_days(
            'coalesce(lead(on_date) over (partition by model_id, contact_id order by on_date), ' ~ add_days(as_of(), 1) ~ ')', -1
        ) }} as last_same_on
    from lifecycle_facts

),

numbered as (

    select
        *,
        sum(case when is_entry or hard is not null or not is_in_audience then 1 else 0 end) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and current row
        ) as segment_no,
        sum(case when is_entry then 1 else 0 end) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and current row
        ) as stay_no,
        max(
            case
                when mql_policy_id is not null or qualify_while_rule_id is not null then last_same_on
                when qualify_rule_id is not null then on_date
            end
        ) over (
            partition by model_id, contact_id order by on_date rows between unbounded preceding and 1 preceding
        ) as last_met_on
    from remembered

),

with_limits as (

    select
        numbered.*,
        coalesce(policy_models.cooldown_days, 0) as cooldown_days,
        coalesce(policy_models.recycle_days, 0) as recycle_days,
        coalesce(policy_models.dwell_days, 1) as dwell_days
    from numbered
    left join policy_models on numbered.model_id = policy_models.model_id

)

select
    *,
    max(case when hard = 'barred' then on_date end) over (
        partition by model_id, contact_id, stay_no
        order by on_date rows between unbounded preceding and current row
    ) as last_barred_on,
    max(
        case
            when hard in ('sales_accepted', 'opportunity', 'won', 'recycled') then on_date
            when hard is null and qualify_rule_id is not null then on_date
        end
    ) over (
        partition by model_id, contact_id, stay_no
        order by on_date rows between unbounded preceding and current row
    ) as last_released_on,
    qualify_rule_id is not null
    or (
        mql_policy_id is not null
        and (last_fall_on is null or {{ days_between('last_fall_on', 'on_date') }} >= cooldown_days)
        and (
            last_recycled_on is null
            or (
                {{ days_between('last_recycled_on', 'on_date') }} >= recycle_days
                and coalesce(last_return_on > last_recycled_on, false)
            )
        )
    ) as enters,
    is_below_exit
    and not is_met
    and (last_met_on is null or {{ days_between('last_met_on', 'on_date') }} >= dwell_days) as leaves
from with_limits
