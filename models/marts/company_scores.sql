-- One row per model with a company roll-up and company: its score on as_of, who is engaged, and whether it is an MQA.
-- Every company of the input is here; one without contacts scores by its company rules alone.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

company_totals as (

    select * from {{ ref('lead_scoring', 'company_totals') }}

),

stg_companies as (

    select * from {{ ref('lead_scoring', 'stg_companies') }}

),

current_mqas as (

    select * from {{ ref('lead_scoring', 'mqa_states') }} where mqa_until is null

),

policy_versions as (

    select * from {{ ref('lead_scoring', 'policy_versions') }}

)

select
    {{ row_hash(['company_totals.model_id', 'company_totals.company_id']) }} as company_score_key,
    company_totals.model_id,
    company_totals.company_id,
    stg_companies.company_name,
    company_totals.as_of,
    company_totals.score,
    company_totals.grade,
    company_totals.label,
    current_mqas.company_id is not null as is_mqa,
    current_mqas.mqa_from as mqa_since,
    cast(company_totals.counted_contacts as integer) as counted_contacts,
    company_totals.engaged_contacts,
    company_totals.committee_coverage,
    company_totals.top_contact_id,
    policy_versions.policy_version,
    build.build_id
from company_totals
inner join build on company_totals.as_of = build.as_of
inner join stg_companies on company_totals.company_id = stg_companies.company_id
inner join policy_versions on company_totals.model_id = policy_versions.model_id
left join current_mqas
    on company_totals.model_id = current_mqas.model_id
    and company_totals.company_id = current_mqas.company_id
