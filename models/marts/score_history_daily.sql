-- One row per model, contact and day on which the contact had a score, from the first published day to as_of.
-- score_history day by day, for charts: a view, because the stretches say the same in a small part of the rows.

{{ config(materialized='view') }}

with score_history as (

    select * from {{ relation_in_view(ref('lead_scoring', 'score_history')) }}

),

scored_days as (

    select * from {{ ref('lead_scoring', 'scored_days') }}

),

days as (

    select on_date from {{ relation_in_view(ref('lead_scoring', 'days')) }} where on_date <= {{ as_of() }}

)

select
    {{ row_hash(['score_history.model_id', 'score_history.contact_id', 'days.on_date']) }} as score_history_daily_key,
    score_history.model_id,
    score_history.contact_id,
    days.on_date,
    score_history.score,
    score_history.grade,
    score_history.stage,
    score_history.is_mql,
    score_history.recorded_as,
    scored_days.attributes_as_of,
    score_history.build_id
from score_history
inner join days
    on score_history.valid_from <= days.on_date
    and coalesce(score_history.valid_to, cast('9999-12-31' as date)) > days.on_date
left join scored_days
    on score_history.model_id = scored_days.model_id
    and days.on_date = scored_days.as_of
