-- One row per distinct thing that people do: type, channel, asset, campaign, source and, if a rule reads it, the value.
-- Rules are matched against these few rows instead of against every activity. Bots never match, so they are not here.

with known_activities as (

    select * from {{ ref('lead_scoring', 'known_activities') }} where not is_bot

),

value_use as (

    select count(*) > 0 as is_value_read
    from {{ ref('lead_scoring', 'scored_conditions') }}
    where field = 'activity.value'

),

signatures as (

    select distinct
        known_activities.is_derived,
        known_activities.activity_type,
        coalesce(known_activities.channel, '') as channel,
        coalesce(known_activities.asset, '') as asset,
        coalesce(known_activities.campaign, '') as campaign,
        coalesce(known_activities.source_system, '') as source_system,
        value_use.is_value_read,
        cast(case when value_use.is_value_read then known_activities.value end as numeric(28, 6)) as value
    from known_activities
    cross join value_use

)

select
    cast(
        row_number() over (
            order by is_derived, activity_type, channel, asset, campaign, source_system, value
        ) as integer
    ) as signature_no,
    *
from signatures
