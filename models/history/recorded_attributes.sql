-- One row per contact or company, field that a scored rule read and day as of which a build first saw a value or saw another one: the
-- value as rules compare it. The only memory of attributes: the last build as of a day counts, and days that are scored again record
-- nothing. Contacts that were erased are deleted, and so is what builds of later days saw that were never published.
-- depends_on: {{ ref('lead_scoring', 'erased_keys') }}

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key=['entity', 'entity_id', 'field', 'recorded_on'],
    partition_by=replaced_by('recorded_on'),
    full_refresh=false,
    on_schema_change='append_new_columns',
    pre_hook="{{ lead_scoring.forget_unpublished_days('recorded_on') }}",
    post_hook=[
        "{{ lead_scoring.delete_rows('recorded_on > ' ~ lead_scoring.as_of()) }}",
        "{{ lead_scoring.delete_rows(lead_scoring.is_attribute_of_erased_contact()) }}"
    ]
) }}

with present_values as (

    {# Ids never change, and the creation day holds for all days. -#}
    select *
    from {{ ref('lead_scoring', 'present_values') }}
    where field not in ('contact.contact_id', 'contact.created_at')

),

recorded as (

    {% if is_incremental() %}
    select entity, entity_id, field, recorded_on, is_change, value_text
    from {{ this }}
    where recorded_on <= {{ as_of() }}
    {% else %}
    select entity, entity_id, field, {{ as_of() }} as recorded_on, cast(null as boolean) as is_change, value_text
    from present_values
    where 1 = 0
    {% endif %}

),

{# Few have ever changed: the others are found by their one row, without looking for the latest. -#}
latest_changes as (

    select entity, entity_id, field, max(recorded_on) as changed_on
    from recorded
    where is_change
    group by entity, entity_id, field

),

latest as (

    select
        recorded.entity,
        recorded.entity_id,
        recorded.field,
        recorded.recorded_on,
        recorded.is_change,
        recorded.value_text
    from recorded
    left join latest_changes
        on recorded.entity = latest_changes.entity
        and recorded.entity_id = latest_changes.entity_id
        and recorded.field = latest_changes.field
    where latest_changes.changed_on is null
        or recorded.recorded_on = latest_changes.changed_on

),

new_values as (

    select
        present_values.entity,
        present_values.entity_id,
        present_values.field,
        {{ as_of() }} as recorded_on,
        present_values.value_text,
        coalesce(latest.is_change or latest.recorded_on < {{ as_of() }}, false) as is_change
    from present_values
    left join latest
        on present_values.entity = latest.entity
        and present_values.entity_id = latest.entity_id
        and present_values.field = latest.field
    where latest.value_text is null
        or latest.value_text <> present_values.value_text

)

{{ new_and_standing_rows(
    'new_values',
    columns=['entity', 'entity_id', 'field', 'recorded_on', 'value_text', 'is_change'],
    keys=['entity', 'entity_id', 'field', 'recorded_on'],
    day='recorded_on'
) }}
