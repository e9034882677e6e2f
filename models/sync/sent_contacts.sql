-- One row per active model, contact or lead in a CRM and day on which its row in the exports changed: what was sent, when.
-- The only memory of what a CRM shows. A score that stays within resend_points of it is not sent again; grade, next action,
-- stage and MQL always are. `removal` empties a record that is scored no longer; `gone` cannot be written to any more.
-- depends_on: {{ ref('lead_scoring', 'erased_keys') }}

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key=['crm_record_key', 'sent_on'],
    partition_by=replaced_by('sent_on'),
    full_refresh=false,
    on_schema_change='append_new_columns',
    post_hook=[forget_erased_contacts('record_contact_id'), forget_erased_contacts()]
) }}

{% set shown = [
    'lead_score', 'lead_grade', 'lead_label', 'lead_next_action', 'lead_stage', 'is_mql', 'mql_since',
    'lead_reasons_up', 'lead_reasons_down', 'lead_change'
] %}
{% set never_stale = ['lead_grade', 'lead_label', 'lead_next_action', 'lead_stage', 'is_mql', 'mql_since'] %}
{% set never_off = ['lead_score'] %}

with current_records as (

    select * from {{ ref('lead_scoring', 'crm_contact_records') }}

),

{{ last_sent(shown, ['record_contact_id', 'contact_id']) }},

writable as (

    select crm_object, record_id from {{ ref('lead_scoring', 'stg_crm_records') }} where not is_converted

),

new_rows as (

    select
        current_records.crm_record_key,
        build.as_of as sent_on,
        build.run_at as updated_at,
        'score' as sent_as,
        current_records.model_id,
        current_records.crm_object,
        current_records.record_id,
        current_records.record_contact_id,
        current_records.contact_id,
        current_records.{{ shown | join(', current_records.') }}
    from current_records
    cross join {{ ref('lead_scoring', 'build') }} as build
    left join last_sent on current_records.crm_record_key = last_sent.crm_record_key
    where {{ is_sent_again(shown, never_stale, never_off, whose='record_contact_id', survivor='contact_id') }}

    union all

    select
        last_sent.crm_record_key,
        build.as_of as sent_on,
        build.run_at as updated_at,
        case when writable.record_id is null then 'gone' else 'removal' end as sent_as,
        last_sent.model_id,
        last_sent.crm_object,
        last_sent.record_id,
        last_sent.record_contact_id,
        last_sent.record_contact_id as contact_id,
        0 as lead_score,
        '' as lead_grade,
        '' as lead_label,
        '' as lead_next_action,
        'none' as lead_stage,
        false as is_mql,
        cast(null as date) as mql_since,
        '' as lead_reasons_up,
        '' as lead_reasons_down,
        '' as lead_change
    from last_sent
    cross join {{ ref('lead_scoring', 'build') }} as build
    left join current_records on last_sent.crm_record_key = current_records.crm_record_key
    left join writable
        on last_sent.crm_object = writable.crm_object
        and last_sent.record_id = writable.record_id
    where {{ is_taken_back() }}

)

{{ new_and_standing_rows(
    'new_rows',
    columns=[
        'crm_record_key', 'sent_on', 'updated_at', 'sent_as', 'model_id', 'crm_object', 'record_id', 'record_contact_id',
        'contact_id'
    ] + shown,
    keys=['crm_record_key', 'sent_on'],
    day='sent_on'
) }}
