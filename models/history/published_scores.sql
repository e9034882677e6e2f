-- One row per model, contact and day on which anything that is published about the contact changed, as last published.
-- The only memory of contact scores: a build adds or replaces the days it scores and touches no other day. A null score says
-- that the contact was no longer scored from that day on. Contacts that were erased are deleted from every day.
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

with scored as (

    select
        total_scores.model_id,
        total_scores.contact_id,
        total_scores.as_of,
        total_scores.score,
        total_scores.grade,
        mql_signals.mql_policy_id,
        mql_signals.is_below_exit,
        mql_signals.qualify_day_rule_id,
        mql_signals.qualify_while_rule_id,
        mql_signals.disqualify_day_rule_id,
        mql_signals.disqualify_while_rule_id,
        {{ recorded_as() }} as recorded_as
    from {{ ref('lead_scoring', 'total_scores') }} as total_scores
    inner join {{ ref('lead_scoring', 'mql_signals') }} as mql_signals
        on total_scores.model_id = mql_signals.model_id
        and total_scores.contact_id = mql_signals.contact_id
        and total_scores.as_of = mql_signals.as_of
    inner join {{ ref('lead_scoring', 'as_of_days') }} as as_of_days on total_scores.as_of = as_of_days.as_of

),

{{ remembered_rows(
    keys=['contact_id'],
    columns=[
        'score', 'grade', 'mql_policy_id', 'is_below_exit', 'qualify_day_rule_id', 'qualify_while_rule_id',
        'disqualify_day_rule_id', 'disqualify_while_rule_id', 'recorded_as'
    ]
) }}
