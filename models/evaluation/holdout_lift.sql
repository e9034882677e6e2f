-- One row per evaluated model with a group that sales does not get (`holdout_percent` of the settings) and group (held_out, handed_over): the
-- contacts that met an MQL policy for the first time after the first snapshot day and from `holdout_from` on, and the share that converted.
-- The difference is what handing over does.

{{ config(enabled=evaluates()) }}

with evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }} where holdout_percent is not null

),

{# Who is held out meets the policy like anybody else, and is disqualified. -#}
first_met as (

    select
        model_id,
        contact_id,
        min(as_of) as met_on
    from {{ ref('lead_scoring', 'published_scores') }}
    where mql_policy_id is not null
    group by model_id, contact_id

),

leads as (

    select
        first_met.model_id,
        evaluation_models.min_conversions,
        case
            when {{ draw('first_met.contact_id') }} < evaluation_models.holdout_percent then 'held_out'
            else 'handed_over'
        end as contact_group,
        case
            when {{ add_days('first_met.met_on', 'evaluation_models.horizon_days') }} > {{ as_of() }} then null
            when outcomes.first_on <= {{ add_days('first_met.met_on', 'evaluation_models.horizon_days') }} then 1
            else 0
        end as label
    from first_met
    inner join evaluation_models
        on first_met.model_id = evaluation_models.model_id
        and first_met.met_on > evaluation_models.first_day
        and first_met.met_on >= evaluation_models.holdout_from
        and first_met.met_on <= evaluation_models.last_day
    left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
        on first_met.contact_id = contact_survivors.contact_id
    left join {{ ref('lead_scoring', 'evaluation_outcomes') }} as outcomes
        on first_met.model_id = outcomes.model_id
        and first_met.contact_id = outcomes.contact_id
    where coalesce(contact_survivors.survivor_id, first_met.contact_id) = first_met.contact_id
        and (outcomes.first_on is null or outcomes.first_on > first_met.met_on)

),

counts as (

    select
        model_id,
        contact_group,
        min_conversions,
        count(*) as leads,
        count(label) as finished_leads,
        coalesce(sum(label), 0) as conversions
    from leads
    group by model_id, contact_group, min_conversions

),

judged as (

    select
        *,
        sum(conversions) over (partition by model_id) as all_conversions
    from counts

)

select
    model_id,
    contact_group,
    cast(leads as integer) as leads,
    cast(finished_leads as integer) as finished_leads,
    cast(conversions as integer) as conversions,
    case when all_conversions >= min_conversions then {{ exact_ratio('conversions', 'finished_leads') }} end
        as conversion_rate,
    case when all_conversions >= min_conversions then {{ wilson('conversions', 'finished_leads', '-') }} end
        as rate_from,
    case when all_conversions >= min_conversions then {{ wilson('conversions', 'finished_leads', '+') }} end
        as rate_to,
    case
        when all_conversions < min_conversions
            then 'too few: ' || cast(all_conversions as {{ dbt.type_string() }}) || ' contacts converted, '
                || cast(min_conversions as {{ dbt.type_string() }}) || ' are needed'
    end as note
from judged
