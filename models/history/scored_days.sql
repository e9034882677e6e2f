-- One row per model and day that a build scored for the history: how the day came into it, and whether the attributes that the model
-- reads were known as of that day. A build replaces the days it scores and touches no other.

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key=['model_id', 'as_of'],
    partition_by=replaced_by('as_of'),
    full_refresh=false,
    on_schema_change='append_new_columns',
    pre_hook='{{ lead_scoring.forget_unpublished_days() }}'
) }}

with as_of_days as (

    select *
    from {{ ref('lead_scoring', 'as_of_days') }}
    where {{ 'not is_published' if var('backfill_to') else '1 = 1' }}

),

scored_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }} where is_scored

),

model_fields as (

    select
        model_id,
        case when field like '%.age_days' then substring(field, 1, length(field) - 9) else field end as field
    from {{ ref('lead_scoring', 'policy_conditions') }}

    union all

    select model_id, committee_field as field from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

first_records as (

    select field, min(recorded_on) as recorded_from from {{ ref('lead_scoring', 'recorded_attributes') }} group by field

),

all_recorded as (

    select model_fields.model_id, max(first_records.recorded_from) as recorded_from
    from model_fields
    inner join first_records on model_fields.field = first_records.field
    group by model_fields.model_id

),

days_of_this_build as (

    select
        scored_models.model_id,
        as_of_days.as_of,
        {{ recorded_as() }} as recorded_as,
        case
            when all_recorded.recorded_from > as_of_days.as_of then 'first_recorded'
            else 'that_day'
        end as attributes_as_of
    from scored_models
    inner join as_of_days
        on scored_models.valid_from <= as_of_days.as_of
        and scored_models.valid_to > as_of_days.as_of
    left join all_recorded on scored_models.model_id = all_recorded.model_id

)

{{ new_and_standing_rows(
    'days_of_this_build',
    columns=['model_id', 'as_of', 'recorded_as', 'attributes_as_of'],
    keys=['model_id', 'as_of'],
    day='as_of'
) }}
