-- One row per model, contact, scored day and activity rule with awards that still count: how many, and their weight.
-- weight_sum is the sum of awards x weight in whole billionths: exact, so that engines agree.

{{ config(materialized='view') }}

with awards_by_day as (

    select * from {{ ref('lead_scoring', 'awards_by_day') }}

),

point_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where kind = 'activity' and effect = 'points'

),

decay_profiles as (

    select * from {{ ref('lead_scoring', 'policy_decay_profiles') }}

),

engaged_models as (

    select distinct point_rules.model_id
    from point_rules
    inner join decay_profiles on point_rules.decay_id = decay_profiles.decay_id
    where decay_profiles.basis = 'engagement'

),

{# Nobody's, unless a rule of the model asks for it. -#}
last_engagements as (

    select last_engagements.*
    from {{ ref('lead_scoring', 'last_engagements') }} as last_engagements
    inner join engaged_models on last_engagements.model_id = engaged_models.model_id

),

last_resets as (

    select * from {{ ref('lead_scoring', 'last_resets') }}

),

counting as (

    select
        awards_by_day.model_id,
        awards_by_day.contact_id,
        awards_by_day.as_of,
        awards_by_day.rule_no,
        awards_by_day.activity_date,
        awards_by_day.awards,
        decay_profiles.shape,
        decay_profiles.days,
        decay_profiles.rate,
        decay_profiles.step_days,
        case
            when decay_profiles.basis = 'engagement'
                then {{ days_between('last_engagements.last_engaged_on', 'awards_by_day.as_of') }}
            else awards_by_day.age_days
        end as age_days
    from awards_by_day
    inner join point_rules on awards_by_day.rule_no = point_rules.rule_no
    left join decay_profiles on point_rules.decay_id = decay_profiles.decay_id
    left join last_engagements
        on decay_profiles.basis = 'engagement'
        and awards_by_day.model_id = last_engagements.model_id
        and awards_by_day.contact_id = last_engagements.contact_id
        and awards_by_day.as_of = last_engagements.as_of
    left join last_resets
        on awards_by_day.model_id = last_resets.model_id
        and awards_by_day.contact_id = last_resets.contact_id
        and awards_by_day.as_of = last_resets.as_of
        and point_rules.dimension = last_resets.dimension
    where (point_rules.window_days is null or awards_by_day.age_days < point_rules.window_days)
        and (last_resets.last_reset_on is null or awards_by_day.activity_date > last_resets.last_reset_on)

),

weighted as (

    select
        *,
        {{ decay_weight('shape', 'days', 'rate', 'step_days', 'coalesce(age_days, 0)') }} as weight
    from counting

)

select
    model_id,
    contact_id,
    as_of,
    rule_no,
    cast(sum(awards) as bigint) as awards,
    cast(sum(awards * weight) as numeric(16, 0)) as weight_sum,
    min(activity_date) as first_on,
    max(activity_date) as last_on
from weighted
where weight > 0
group by model_id, contact_id, as_of, rule_no
