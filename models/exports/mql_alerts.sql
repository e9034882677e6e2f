-- One row per active model and contact that became an MQL, written once, for chat and webhooks: who, why, and whose it is.
-- Only added to: a stay as an MQL is told once, however often it is built and however its first day moves with late rows, and not again
-- for the contact that it is merged into. Entries before the history begins and those older than a week are no news. Contacts that were
-- erased are deleted, and addresses where they are masked. So a row keeps the build_id of the build that told it.
-- depends_on: {{ ref('lead_scoring', 'erased_keys') }}

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key='mql_alert_key',
    partition_by=replaced_by('mql_on'),
    full_refresh=false,
    on_schema_change='append_new_columns',
    post_hook=[forget_erased_contacts(), "{{ lead_scoring.mask_told_emails() }}"]
) }}

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

alerts_before as (

    {% if is_incremental() %}
    select model_id, contact_id, told_on from {{ this }}
    {% else %}
    select model_id, contact_id, as_of as told_on from {{ ref('lead_scoring', 'contact_scores') }} where 1 = 0
    {% endif %}

),

told as (

    select
        alerts_before.model_id,
        coalesce(contact_survivors.survivor_id, alerts_before.contact_id) as contact_id,
        max(alerts_before.told_on) as told_on
    from alerts_before
    left join {{ ref('lead_scoring', 'contact_survivors') }} as contact_survivors
        on alerts_before.contact_id = contact_survivors.contact_id
    group by alerts_before.model_id, coalesce(contact_survivors.survivor_id, alerts_before.contact_id)

),

history_starts as (

    select model_id, min(valid_from) as first_on from {{ ref('lead_scoring', 'score_history') }} group by model_id

),

new_mqls as (

    select contact_scores.*
    from {{ ref('lead_scoring', 'contact_scores') }} as contact_scores
    inner join {{ ref('lead_scoring', 'policy_models') }} as policy_models
        on contact_scores.model_id = policy_models.model_id
        and policy_models.status = 'active'
    inner join history_starts
        on contact_scores.model_id = history_starts.model_id
        and contact_scores.mql_since > history_starts.first_on
    left join {{ ref('lead_scoring', 'mql_exits') }} as mql_exits
        on contact_scores.model_id = mql_exits.model_id
        and contact_scores.contact_id = mql_exits.contact_id
    left join told
        on contact_scores.model_id = told.model_id
        and contact_scores.contact_id = told.contact_id
    where contact_scores.is_mql
        and contact_scores.mql_since > {{ add_days('contact_scores.as_of', -days_of_news()) }}
        {# Told since it last left MQL: this stay, whatever day it is said to have begun on, unless that lies far behind the alert: then the
        stay that was told is said to have never been. -#}
        and (
            told.told_on is null
            or told.told_on <= mql_exits.on_date
            or told.told_on < {{ add_days('contact_scores.mql_since', -days_of_news()) }}
        )

),

alerts as (

    select
        {{ row_hash(['new_mqls.model_id', 'new_mqls.contact_id', 'new_mqls.mql_since']) }} as mql_alert_key,
        new_mqls.model_id,
        new_mqls.contact_id,
        {{ email_for_readers('resolved_contacts.email') }} as email,
        new_mqls.company_id,
        new_mqls.mql_since as mql_on,
        build.as_of as told_on,
        build.run_at as told_at,
        new_mqls.score,
        coalesce(new_mqls.grade, '') as grade,
        coalesce(new_mqls.next_action, '') as next_action,
        coalesce(new_mqls.reasons_up, '') as reasons,
        coalesce(contact_owners.owner_id, '') as owner_id,
        build.build_id
    from new_mqls
    cross join build
    inner join {{ ref('lead_scoring', 'resolved_contacts') }} as resolved_contacts
        on new_mqls.contact_id = resolved_contacts.contact_id
    left join {{ ref('lead_scoring', 'contact_owners') }} as contact_owners
        on new_mqls.contact_id = contact_owners.contact_id

)

{{ new_and_standing_rows(
    'alerts',
    columns=[
        'mql_alert_key', 'model_id', 'contact_id', 'email', 'company_id', 'mql_on', 'told_on', 'told_at', 'score', 'grade',
        'next_action', 'reasons', 'owner_id', 'build_id'
    ],
    keys=['mql_alert_key'],
    day='mql_on'
) }}
