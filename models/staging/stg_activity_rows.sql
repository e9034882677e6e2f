-- One row per row of the input `activities`, cast, with the reason why it is rejected (null: it keeps the contract).
-- Nothing is dropped here: accepted and rejected rows add up to the input. raw_content is kept for the rows
-- that need it: rejected, repeated and deleted ones.

with activities as (

    select * from {{ lead_scoring.input_relation('activities') }} as activities

),

repeated_activity_keys as (

    select * from {{ ref('repeated_activity_keys') }}

),

erased_contacts as (

    select contact_id from {{ ref('erased_contacts') }}

),

typed as (

    select
        {{ clean_text('activity_id') }} as activity_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ timestamp_value('occurred_at') }} as occurred_at,
        {{ timestamp_value('loaded_at') }} as given_loaded_at,
        {{ is_blank('loaded_at') }} as is_loaded_at_blank,
        {{ clean_text('activity_type') }} as activity_type,
        {{ clean_text('channel') }} as channel,
        {{ clean_text('asset') }} as asset,
        {{ clean_text('campaign') }} as campaign,
        {{ decimal_value('value') }} as value,
        {{ is_blank('value') }} as is_value_blank,
        {{ clean_text('source_system') }} as source_system,
        {{ boolean_value('is_bot') }} as is_bot,
        {{ boolean_value('is_deleted') }} as is_deleted,
        {{ whole_row('activities') }} as raw_row
    from activities

),

checked as (

    select
        *,
        case when is_loaded_at_blank then occurred_at else given_loaded_at end as loaded_at,
        case
            when activity_id is null then 'activity_id is missing'
            when contact_id is null then 'contact_id is missing'
            when activity_type is null then 'activity_type is missing'
            when occurred_at is null then 'occurred_at is missing or no time'
            when not is_loaded_at_blank and given_loaded_at is null then 'loaded_at is no time'
            when given_loaded_at >= cast('9999-12-31' as timestamp) then 'loaded_at is no time'
            when occurred_at > {{ dbt.dateadd('day', 1, 'given_loaded_at') }}
                then 'occurred_at is more than a day after loaded_at'
            when not is_value_blank and value is null then 'value is no number'
        end as rejection_reason
    from typed
    where contact_id is null or contact_id not in (select contact_id from erased_contacts)

)

select
    checked.activity_id,
    checked.contact_id,
    checked.occurred_at,
    checked.loaded_at,
    checked.activity_type,
    checked.channel,
    checked.asset,
    checked.campaign,
    checked.value,
    checked.source_system,
    checked.is_bot,
    checked.is_deleted,
    checked.rejection_reason,
    repeated_activity_keys.activity_id is not null as is_repeated,
    case
        when checked.rejection_reason is not null or repeated_activity_keys.activity_id is not null
            then {{ row_to_json('checked.raw_row') }}
    end as raw_content
from checked
left join repeated_activity_keys
    on checked.activity_id = repeated_activity_keys.activity_id
    and coalesce(checked.source_system, '') = repeated_activity_keys.source_key
