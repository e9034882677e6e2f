-- One row per evaluated model, contact and grade or stage that it entered, or MQL policy that it met (any; also who is disqualified), for the
-- first time after the first snapshot day: whether an outcome followed within the horizon (null while it is unfinished). Contacts with an
-- outcome by the day of the entry are left out.

{{ config(enabled=evaluates()) }}

with score_history as (

    select * from {{ ref('lead_scoring', 'score_history') }}

),

evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

),

evaluation_outcomes as (

    select * from {{ ref('lead_scoring', 'evaluation_outcomes') }}

),

stretches as (

    select model_id, contact_id, valid_from, 'grade' as scale, grade as band from score_history where grade is not null
    union all
    select model_id, contact_id, on_date as valid_from, 'stage' as scale, to_stage as band
    from {{ ref('lead_scoring', 'stage_changes') }}
    where to_stage <> 'none'
    union all
    select model_id, contact_id, as_of as valid_from, 'mql_policy' as scale, 'met' as band
    from {{ ref('lead_scoring', 'published_scores') }}
    where mql_policy_id is not null

),

first_entries as (

    select
        model_id,
        contact_id,
        scale,
        band,
        min(valid_from) as entered_on
    from stretches
    group by model_id, contact_id, scale, band

)

select
    first_entries.model_id,
    first_entries.contact_id,
    first_entries.scale,
    first_entries.band,
    first_entries.entered_on,
    case
        when {{ add_days('first_entries.entered_on', 'evaluation_models.horizon_days') }} > {{ as_of() }} then null
        when outcomes.first_on <= {{ add_days('first_entries.entered_on', 'evaluation_models.horizon_days') }} then 1
        else 0
    end as label
from first_entries
inner join evaluation_models on first_entries.model_id = evaluation_models.model_id
left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
    on first_entries.contact_id = contact_survivors.contact_id
left join evaluation_outcomes as outcomes
    on first_entries.model_id = outcomes.model_id
    and first_entries.contact_id = outcomes.contact_id
where first_entries.entered_on > evaluation_models.first_day
    and first_entries.entered_on <= evaluation_models.last_day
    and coalesce(contact_survivors.survivor_id, first_entries.contact_id) = first_entries.contact_id
    and (outcomes.first_on is null or outcomes.first_on > first_entries.entered_on)
