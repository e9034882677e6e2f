-- One row per contact (as the activities name it), day and rule set (and value, where a median reads it) as known now: how many
-- activities, and the sum of their values. rule_set_no 0 is what no rule asks for, and what bots did; none if nothing is left of a
-- day. is_derived tells what nobody sent us apart. The compact memory that all scoring reads instead of the activities; a build
-- counts the touched days again.
-- depends_on: {{ ref('lead_scoring', 'matching_version') }}, {{ ref('lead_scoring', 'touched_days') }}
-- depends_on: {{ ref('lead_scoring', 'touched_activities') }}, {{ ref('lead_scoring', 'erased_keys') }}

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(by='day'),
    unique_key=['contact_id', 'activity_date'],
    partition_by=replaced_by('activity_date', granularity='month'),
    on_schema_change='fail',
    pre_hook="{% if is_incremental() and lead_scoring.counts_all_days() %}{{ lead_scoring.delete_rows('1 = 1') }}{% endif %}",
    post_hook=forget_erased_contacts()
) }}
{{ config(**table_layout(keys=['contact_id'])) }}

with counted as (

    select
        contact_id,
        activity_date,
        is_derived,
        rule_set_no,
        single_value,
        count(*) as activities,
        sum(value) as value_sum,
        max(human_at) as last_human_at,
        max(loaded_on) as loaded_on
    from {{ ref('lead_scoring', 'activity_rule_sets') }}
    where is_remembered
    group by contact_id, activity_date, is_derived, rule_set_no, single_value

    {% if not counts_all_days() %}
    union all

    select
        touched_days.contact_id, touched_days.activity_date, false as is_derived, 0 as rule_set_no, null as single_value,
        0 as activities, null as value_sum, null as last_human_at, null as loaded_on
    from {{ ref('lead_scoring', 'touched_days') }} as touched_days
    left join {{ ref('lead_scoring', 'touched_activities') }} as touched_activities
        on touched_days.contact_id = touched_activities.contact_id
        and touched_days.activity_date = touched_activities.activity_date
    where touched_activities.contact_id is null
    {% endif %}

),

new_counts as (

    select
        counted.contact_id,
        counted.activity_date,
        counted.is_derived,
        cast(counted.rule_set_no as integer) as rule_set_no,
        cast(counted.single_value as numeric(28, 6)) as single_value,
        cast(counted.activities as bigint) as activities,
        cast(coalesce(counted.value_sum, 0) as numeric(28, 6)) as value_sum,
        counted.last_human_at,
        counted.loaded_on,
        matching_version.matching_version
    from counted
    cross join {{ ref('lead_scoring', 'matching_version') }} as matching_version

)

{{ new_and_standing_rows(
    'new_counts',
    columns=[
        'contact_id', 'activity_date', 'is_derived', 'rule_set_no', 'single_value', 'activities', 'value_sum',
        'last_human_at', 'loaded_on', 'matching_version'
    ],
    keys=['contact_id', 'activity_date'],
    day='activity_date'
) }}
