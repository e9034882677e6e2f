-- One row per evaluated model with a group that sales does not get (`holdout_percent` of the settings) and group (held_out, handed_over): the
-- contacts that met an MQL policy for the first time after the first snapshot day and from `holdout_from` on, and the share that converted.
-- The difference is what handing over does.

{{ config(enabled=evaluates()) }}

with evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }} where holdout_percent is not null

),

{# Who is held out meets the policy like anybody else, and is disqualified. -#}
leads as (

    select
        entries.model_id,
        evaluation_models.min_conversions,
        case
            when {{ draw('entries.contact_id') }} < evaluation_models.holdout_percent then 'held_out'
            else 'handed_over'
        end as contact_group,
        entries.label
    from {{ ref('lead_scoring', 'evaluation_entries') }} as entries
    inner join evaluation_models
        on entries.model_id = evaluation_models.model_id
        and entries.entered_on >= evaluation_models.holdout_from
    where entries.scale = 'mql_policy'

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
