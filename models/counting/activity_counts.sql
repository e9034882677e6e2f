-- One row per contact (as the activities name it), day and rule set (and value, where a median reads it) as known now: how many
-- activities, and the sum of their values. rule_set_no 0 is the day itself: all of its activities, bots included, none if they
-- are gone. The compact memory that all scoring reads instead of the activities; a build counts the touched days again.
-- depends_on: {{ ref('matching_version') }}, {{ ref('erased_keys') }}

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key=['contact_id', 'activity_date'],
    partition_by=replaced_by('activity_date'),
    on_schema_change='fail',
    pre_hook="{% if is_incremental() and lead_scoring.counts_all_days() %}{{ lead_scoring.delete_rows('1 = 1') }}{% endif %}",
    post_hook=forget_erased_contacts()
) }}

with activity_rule_sets as (

    select * from {{ ref('activity_rule_sets') }} where is_remembered

),

days as (

    select
        contact_id,
        activity_date,
        count(*) as activities,
        max(case when not is_bot then occurred_at end) as last_human_at,
        max(loaded_on) as loaded_on
    from {{ ref('countable_activities') }}
    where known_by = {{ known_now() }}
    group by contact_id, activity_date

),

days_without_activity as (

    select touched_days.contact_id, touched_days.activity_date
    from {{ ref('touched_days') }} as touched_days
    left join days
        on touched_days.contact_id = days.contact_id
        and touched_days.activity_date = days.activity_date
    where days.contact_id is null

),

counted as (

    select
        contact_id,
        activity_date,
        rule_set_no,
        single_value,
        count(*) as activities,
        sum(value) as value_sum,
        cast(null as timestamp) as last_human_at,
        cast(null as date) as loaded_on
    from activity_rule_sets
    group by contact_id, activity_date, rule_set_no, single_value

    union all

    select
        contact_id, activity_date, 0 as rule_set_no, null as single_value, activities, null as value_sum, last_human_at,
        loaded_on
    from days

    union all

    select
        contact_id, activity_date, 0 as rule_set_no, null as single_value, 0 as activities, null as value_sum,
        null as last_human_at, null as loaded_on
    from days_without_activity

),

new_counts as (

    select
        counted.contact_id,
        counted.activity_date,
        cast(counted.rule_set_no as integer) as rule_set_no,
        cast(counted.single_value as numeric(28, 6)) as single_value,
        cast(counted.activities as bigint) as activities,
        cast(coalesce(counted.value_sum, 0) as numeric(28, 6)) as value_sum,
        counted.last_human_at,
        counted.loaded_on,
        matching_version.matching_version
    from counted
    cross join {{ ref('matching_version') }} as matching_version

)

{{ new_and_standing_rows(
    'new_counts',
    columns=[
        'contact_id', 'activity_date', 'rule_set_no', 'single_value', 'activities', 'value_sum', 'last_human_at',
        'loaded_on', 'matching_version'
    ],
    keys=['contact_id', 'activity_date'],
    day='activity_date'
) }}
