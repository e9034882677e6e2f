-- One row per model, contact and day on which its stage may change: nothing happens to a stage on any other day.
-- Changes of what was published, awards, outcomes, and the days on which dwell, cooldown or recycling run out.

with published_stretches as (

    select * from {{ ref('lead_scoring', 'published_stretches') }}

),

lifecycle_outcomes as (

    select * from {{ ref('lead_scoring', 'lifecycle_outcomes') }}

),

lifecycle_awards as (

    select * from {{ ref('lead_scoring', 'lifecycle_awards') }} where effect in ('qualify', 'disqualify')

),

limits as (

    select model_id, dwell_days, cooldown_days, recycle_days from {{ ref('lead_scoring', 'policy_models') }}

),

contacts as (

    select model_id, contact_id, min(as_of) as first_on from published_stretches group by model_id, contact_id

),

days as (

    select model_id, contact_id, as_of as on_date from published_stretches

    union all

    select model_id, contact_id, on_date from lifecycle_awards

    union all

    select model_id, contact_id, on_date from {{ ref('lead_scoring', 'return_days') }}

    union all

    {# What has set the stage today may be moved by what still holds tomorrow. -#}
    select contacts.model_id, contacts.contact_id, {{ add_days('outcomes.on_date', 1) }} as on_date
    from lifecycle_outcomes as outcomes
    inner join contacts on outcomes.contact_id = contacts.contact_id

    union all

    select model_id, contact_id, {{ add_days('on_date', 1) }} as on_date
    from lifecycle_awards
    where effect = 'disqualify'

    union all

    {# An attribute that barred the contact has ended: it becomes a lead, and an MQL the next day at the earliest. -#}
    select model_id, contact_id, {{ add_days('as_of', 1) }} as on_date
    from published_stretches
    where disqualify_while_rule_id is null and disqualify_while_rule_id_before is not null

    union all

    select stretches.model_id, stretches.contact_id, {{ add_days('stretches.last_on', 'limits.dwell_days') }} as on_date
    from published_stretches as stretches
    inner join limits on stretches.model_id = limits.model_id
    where stretches.mql_policy_id is not null or stretches.qualify_while_rule_id is not null

    union all

    select awards.model_id, awards.contact_id, {{ add_days('awards.on_date', 'limits.dwell_days') }} as on_date
    from lifecycle_awards as awards
    inner join limits on awards.model_id = limits.model_id
    where awards.effect = 'qualify'

    union all

    select
        stretches.model_id,
        stretches.contact_id,
        {{ add_days('stretches.as_of', 'limits.cooldown_days') }} as on_date
    from published_stretches as stretches
    inner join limits on stretches.model_id = limits.model_id
    where stretches.is_fall

    union all

    select contacts.model_id, contacts.contact_id, {{ add_days('outcomes.on_date', 'limits.recycle_days') }} as on_date
    from lifecycle_outcomes as outcomes
    inner join contacts on outcomes.contact_id = contacts.contact_id
    inner join limits on contacts.model_id = limits.model_id
    where outcomes.stage = 'recycled'

)

select
    days.model_id,
    days.contact_id,
    days.on_date
from days
inner join contacts
    on days.model_id = contacts.model_id
    and days.contact_id = contacts.contact_id
where days.on_date between contacts.first_on and {{ as_of() }}

union distinct

{# Outcomes from before the contact was scored say where it begins. -#}
select
    contacts.model_id,
    contacts.contact_id,
    lifecycle_outcomes.on_date
from lifecycle_outcomes
inner join contacts on lifecycle_outcomes.contact_id = contacts.contact_id
