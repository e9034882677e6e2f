-- One row per model, company and day on which anything that is published about the company changed, as last published.
-- The only memory of company scores: a build adds or replaces the days it scores and touches no other day. A null score says
-- that the company was no longer scored from that day on.

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(by='day'),
    unique_key='as_of',
    partition_by=replaced_by('as_of'),
    full_refresh=false,
    on_schema_change='append_new_columns',
    pre_hook='{{ lead_scoring.forget_unpublished_days() }}'
) }}

with scored as (

    select
        company_totals.model_id,
        company_totals.company_id,
        company_totals.as_of,
        company_totals.score,
        company_totals.grade,
        company_totals.enters,
        company_totals.falls,
        {{ recorded_as() }} as recorded_as
    from {{ ref('lead_scoring', 'company_totals') }} as company_totals
    inner join {{ ref('lead_scoring', 'as_of_days') }} as as_of_days on company_totals.as_of = as_of_days.as_of

),

{{ remembered_rows(
    keys=['company_id'],
    columns=['score', 'grade', 'enters', 'falls', 'recorded_as']
) }}
