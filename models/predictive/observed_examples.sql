-- One row per contact and snapshot day: whether one of the wanted outcomes followed within the horizon (label 1 or 0). Days whose horizon
-- has not passed by as_of are left out, and so are contacts that had such an outcome by then, and contacts that did not exist yet.

{{ config(enabled=learns_from_contacts()) }}

with days as (

    select
        {{ add_days(
            learning_setting('first_day'), '(cast(generated_number as integer) - 1) * ' ~ learning_setting('every_days')
        ) }} as as_of
    from ({{ whole_numbers(4000) }}) as numbers

),

snapshot_days as (

    select as_of
    from days
    where as_of <= {{ learning_setting('last_day') }}
        and {{ add_days('as_of', learning_setting('horizon_days')) }} <= {{ as_of() }}

),

outcomes as (

    select
        coalesce(contact_survivors.survivor_id, stg_outcomes.contact_id) as contact_id,
        min({{ activity_day('stg_outcomes.occurred_at') }}) as first_on
    from {{ ref('lead_scoring', 'stg_outcomes') }} as stg_outcomes
    left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
        on stg_outcomes.contact_id = contact_survivors.contact_id
    where stg_outcomes.outcome_type in ({{ learning_setting('outcomes') }})
    group by coalesce(contact_survivors.survivor_id, stg_outcomes.contact_id)

),

contacts as (

    select
        resolved_contacts.contact_id,
        resolved_contacts.company_id,
        coalesce(resolved_contacts.created_on, contact_activity.first_activity_on) as exists_from
    from {{ ref('lead_scoring', 'resolved_contacts') }} as resolved_contacts
    left join {{ ref('lead_scoring', 'contact_activity') }} as contact_activity
        on resolved_contacts.contact_id = contact_activity.contact_id
        and contact_activity.known_by = {{ known_now() }}

)

select
    {{ learning_setting('model_id') }} as model_id,
    contacts.contact_id || '@' || cast(snapshot_days.as_of as {{ dbt.type_string() }}) as example_id,
    contacts.contact_id,
    contacts.company_id,
    snapshot_days.as_of,
    case
        when outcomes.first_on <= {{ add_days('snapshot_days.as_of', learning_setting('horizon_days')) }} then 1 else 0
    end
        as label,
    {{ days_between("cast('2000-01-01' as date)", 'snapshot_days.as_of') }} as order_no,
    {{ days_between("cast('2000-01-01' as date)", 'snapshot_days.as_of') }}
    + {{ learning_setting('horizon_days') }} as label_known_at
from snapshot_days
inner join contacts on contacts.exists_from <= snapshot_days.as_of or contacts.exists_from is null
left join outcomes on contacts.contact_id = outcomes.contact_id
where outcomes.first_on is null or outcomes.first_on > snapshot_days.as_of
