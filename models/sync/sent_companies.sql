-- One row per active model, company in a CRM and day on which its row in the exports changed: what was sent, and when.
-- The only memory of what a CRM shows of companies, as sent_contacts is of contacts: grade and MQA are never stale, the score
-- is off by at most resend_points.

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key=['crm_record_key', 'sent_on'],
    partition_by=replaced_by('sent_on'),
    full_refresh=false,
    on_schema_change='append_new_columns'
) }}

{% set shown = ['account_score', 'account_grade', 'is_mqa', 'mqa_since', 'engaged_contacts'] %}

with current_records as (

    select * from {{ ref('lead_scoring', 'crm_company_records') }}

),

{{ last_sent(shown, ['company_id']) }},

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
        current_records.company_id,
        current_records.{{ shown | join(', current_records.') }}
    from current_records
    cross join {{ ref('lead_scoring', 'build') }} as build
    left join last_sent on current_records.crm_record_key = last_sent.crm_record_key
    where {{ is_sent_again(
        shown, never_stale=['account_grade', 'is_mqa', 'mqa_since'], never_off=['account_score'], whose='company_id'
    ) }}

    union all

    select
        last_sent.crm_record_key,
        build.as_of as sent_on,
        build.run_at as updated_at,
        case when writable.record_id is null then 'gone' else 'removal' end as sent_as,
        last_sent.model_id,
        last_sent.crm_object,
        last_sent.record_id,
        last_sent.company_id,
        0 as account_score,
        '' as account_grade,
        false as is_mqa,
        cast(null as date) as mqa_since,
        0 as engaged_contacts
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
        'crm_record_key', 'sent_on', 'updated_at', 'sent_as', 'model_id', 'crm_object', 'record_id', 'company_id'
    ] + shown,
    keys=['crm_record_key', 'sent_on'],
    day='sent_on'
) }}
