-- One row: the build that publishes the marts, once everything inside has been built and tested.
-- All marts read build_id from here, so that a failing test anywhere upstream leaves the last good set in place.

with counts as (

    select
        (
            select count(*)
            from {{ ref('lead_scoring', 'stg_contacts') }} as stg_contacts
            left join {{ ref('lead_scoring', 'excluded_contacts') }} as excluded_contacts
                on stg_contacts.contact_id = excluded_contacts.contact_id
            where not stg_contacts.is_deleted
                and excluded_contacts.contact_id is null
        ) as contacts,
        (select count(distinct contact_hash) from {{ ref('lead_scoring', 'erased_keys') }}) as erased_contacts,
        {{ has_activities() }} as has_activities,
        (select count(*) from {{ ref('lead_scoring', 'total_scores') }}) as contact_days,
        (select count(*) from {{ ref('lead_scoring', 'company_totals') }}) as company_days,
        (select count(*) from {{ ref('lead_scoring', 'ledger_entries') }}) as ledger_entries,
        (select count(*) from {{ ref('lead_scoring', 'all_rejected_rows') }}) as rejected_rows,
        (select count(*) from {{ ref('lead_scoring', 'stg_outcomes') }}) as outcomes,
        (select count(*) from {{ ref('lead_scoring', 'stg_crm_records') }}) as crm_records,
        (select count(*) from {{ ref('lead_scoring', 'published_scores') }}) as history_rows,
        (select count(*) from {{ ref('lead_scoring', 'published_company_scores') }}) as company_history_rows,
        (select count(*) from {{ ref('lead_scoring', 'published_ledger') }}) as ledger_history_rows,
        (select count(*) from {{ ref('lead_scoring', 'movement_reasons') }}) as moved_contacts,
        (select count(*) from {{ ref('lead_scoring', 'tipping_rules') }}) as tipped_stages,
        (select count(*) from {{ ref('lead_scoring', 'scored_days') }}) as scored_days,
        (select count(*) from {{ ref('lead_scoring', 'contact_ranks') }}) as ranked_contacts,
        (select count(*) from {{ ref('lead_scoring', 'contact_reasons') }}) as explained_contacts,
        (select count(*) from {{ ref('lead_scoring', 'fit_coverage') }}) as fit_contacts,
        (select count(*) from {{ ref('lead_scoring', 'policy_versions') }}) as policy_models,
        (select count(*) from {{ ref('lead_scoring', 'policy_cells') }}) as policy_cells,
        (select count(*) from {{ ref('lead_scoring', 'stage_changes') }}) as stage_changes,
        (select count(*) from {{ ref('lead_scoring', 'mqa_states') }}) as mqa_states

)

select
    {{ dbt.hash("'" ~ run_at() ~ "'") }} as build_id,
    {{ as_of() }} as as_of,
    cast('{{ run_at() }}' as timestamp) as run_at,
    counts.*
from counts
