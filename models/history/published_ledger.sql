-- One row per model, contact, line of the ledger and day on which its points changed, as last published.
-- The only memory of ledger lines, kept as published_scores keeps scores: the last row of each line up to a day says what it gave
-- on that day, and the lines of a day add up to the score published for it. points_before is what it gave until then, so that a change
-- needs no older row; null points say that the line was no longer there, null points_before that it was not there yet.
-- About every 30 days a day says all lines (is_whole_day), so that a build reads no line that is older.
-- depends_on: {{ ref('lead_scoring', 'erased_keys') }}

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(by='day'),
    unique_key='as_of',
    partition_by=replaced_by('as_of'),
    full_refresh=false,
    on_schema_change='append_new_columns',
    pre_hook='{{ lead_scoring.forget_unpublished_days() }}',
    post_hook=forget_erased_contacts()
) }}
{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

{# A line is named without nulls: by its rule, its cap group, or nothing but its dimension. -#}
with scored as (

    select
        model_id,
        contact_id,
        coalesce(dimension, 'total') as dimension,
        entry_type,
        coalesce(rule_id, cap_group, '') as line_id,
        as_of,
        cast(points as numeric(28, 6)) as points,
        label
    from {{ ref('lead_scoring', 'ledger_entries') }}

),

{{ remembered_rows(
    keys=['contact_id', 'dimension', 'entry_type', 'line_id'],
    columns=['points'],
    told_by='label',
    last_whole_day=last_whole_day(this, first_day()) if is_incremental() else first_of_days(),
    day_after_is_whole=is_incremental() and is_whole_day(this, add_days(last_past_day(), 1))
) }}
