-- One row per row of the input `activities`, cast, with the reason why it is rejected (null: it keeps the contract).
-- Nothing is dropped here: accepted and rejected rows add up to the input. A build reads what was loaded since shortly before the
-- last one (`read_again_from`), whole load days at a time, and rows that do not say when they were loaded.
-- depends_on: {{ ref('lead_scoring', 'erased_keys') }}

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(by='day'),
    unique_key='loaded_on',
    partition_by=replaced_by('loaded_on'),
    on_schema_change='fail',
    post_hook=forget_erased_contacts()
) }}
{{ config(**table_layout(keys=['contact_id'], day='loaded_on')) }}

with activities as (

    select * from {{ lead_scoring.input_relation('activities') }} as activities
    {% if is_incremental() %}
    where {{ loaded_since('loaded_at', read_again_from()) }}
    {% endif %}

),

erased_contacts as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

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
        {{ clean_text('user_agent') }} as user_agent,
        {{ clean_text('network') }} as network,
        {{ whole_row('activities') }} as raw_row
    from activities{{ computed_once() }}

),

checked as (

    select
        *,
        case when is_loaded_at_blank then occurred_at else given_loaded_at end as loaded_at,
        {# The last day of time stands for "not said": such rows are read by every build. -#}
        coalesce(cast(given_loaded_at as date), {{ known_now() }}) as loaded_on,
        case
            when activity_id is null then 'activity_id is missing'
            when contact_id is null then 'contact_id is missing'
            when activity_type is null then 'activity_type is missing'
            when occurred_at is null then 'occurred_at is missing or no time'
            when not is_loaded_at_blank and given_loaded_at is null then 'loaded_at is no time'
            when given_loaded_at >= cast('9999-12-31' as timestamp) then 'loaded_at is no time'
            when occurred_at > {{ move_time('day', 1, 'given_loaded_at') }}
                then 'occurred_at is more than a day after loaded_at'
            when not is_value_blank and value is null then 'value is no number'
        end as rejection_reason
    from typed
    where contact_id is null or contact_id not in (select erased_contacts.contact_id from erased_contacts)

)

select
    activity_id,
    contact_id,
    occurred_at,
    loaded_at,
    loaded_on,
    activity_type,
    channel,
    asset,
    campaign,
    value,
    source_system,
    is_bot,
    is_deleted,
    user_agent,
    network,
    rejection_reason,
    case when rejection_reason is not null then {{ row_to_json('raw_row') }} end as raw_content
from checked
