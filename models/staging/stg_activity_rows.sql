-- One row per row of the input `activities`, cast, with the reason why it is rejected (null: it keeps the contract).
-- Nothing is dropped here: accepted and rejected rows add up to the input.

{{ config(materialized='view') }}

with activities as (

    select * from {{ lead_scoring.input_relation('activities') }} as activities

),

typed as (

    select
        {{ clean_text('activity_id') }} as activity_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ timestamp_value('occurred_at') }} as occurred_at,
        case
            when {{ is_blank('loaded_at') }} then {{ timestamp_value('occurred_at') }}
            else {{ timestamp_value('loaded_at') }}
        end as loaded_at,
        {{ clean_text('activity_type') }} as activity_type,
        {{ clean_text('channel') }} as channel,
        {{ clean_text('asset') }} as asset,
        {{ clean_text('campaign') }} as campaign,
        {{ decimal_value('value') }} as value,
        (not {{ is_blank('value') }} and {{ decimal_value('value') }} is null) as has_bad_value,
        {{ clean_text('source_system') }} as source_system,
        {{ boolean_value('is_bot') }} as is_bot,
        {{ boolean_value('is_deleted') }} as is_deleted,
        {{ row_to_json('activities') }} as raw_content
    from activities

)

select
    typed.*,
    case
        when activity_id is null then 'activity_id is missing'
        when contact_id is null then 'contact_id is missing'
        when activity_type is null then 'activity_type is missing'
        when occurred_at is null then 'occurred_at is missing or no time'
        when loaded_at is null then 'loaded_at is no time'
        when occurred_at > {{ dbt.dateadd('day', 1, 'loaded_at') }} then 'occurred_at is more than a day after loaded_at'
        when has_bad_value then 'value is no number'
    end as rejection_reason
from typed
