-- One row per evaluated model: what there is to judge it by, and whether that is enough. Where it is not, `note` says so, and every table of
-- the report leaves its rates out.

{{ config(enabled=evaluates()) }}

with evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

),

counts as (

    select
        model_id,
        count(distinct as_of) as days,
        count(*) as examples,
        sum(label) as conversions,
        count(distinct case when label = 1 then contact_id end) as converted_contacts
    from {{ ref('lead_scoring', 'evaluation_snapshots') }}
    where is_finished
    group by model_id

),

windows as (

    select
        model_id,
        min(window_ends_on) as first_end,
        sum(case when is_finished then 1 else 0 end) as finished_days
    from {{ ref('lead_scoring', 'snapshot_days') }}
    group by model_id

)

select
    evaluation_models.model_id,
    evaluation_models.min_conversions,
    cast(coalesce(counts.days, 0) as integer) as days,
    cast(coalesce(counts.examples, 0) as bigint) as examples,
    cast(coalesce(counts.conversions, 0) as bigint) as conversions,
    cast(coalesce(counts.examples - counts.conversions, 0) as bigint) as others,
    coalesce(
        counts.converted_contacts >= evaluation_models.min_conversions and counts.conversions < counts.examples, false
    ) as is_enough,
    case
        when windows.model_id is null
            then 'no day to look at: the history of the model begins after the last day, or first_day does'
        when windows.finished_days = 0
            then 'no window has finished yet: the first ends on '
                || cast(windows.first_end as {{ dbt.type_string() }})
        when counts.model_id is null
            then 'nobody to look at: on the days that have finished, nobody without such an outcome had a score'
        when counts.converted_contacts < evaluation_models.min_conversions
            then 'too few: ' || cast(counts.converted_contacts as {{ dbt.type_string() }}) || ' contacts converted, '
                || cast(evaluation_models.min_conversions as {{ dbt.type_string() }}) || ' are needed'
        when counts.conversions = counts.examples then 'everybody converted: there is nothing to tell apart'
    end as note
from evaluation_models
left join windows on evaluation_models.model_id = windows.model_id
left join counts on evaluation_models.model_id = counts.model_id
