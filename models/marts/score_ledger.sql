-- One row per model, contact and rule that fired on as_of, plus one per cap, clamp or weight that changed the sum.
-- sum(points) by model and contact is the score before rounding; rule rows join back to scoring_rules.

{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

ledger_entries as (

    select * from {{ ref('lead_scoring', 'ledger_entries') }}

),

scored_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }}

),

policy_versions as (

    select * from {{ ref('lead_scoring', 'policy_versions') }}

)

select
    {{ row_hash([
        'ledger_entries.model_id', 'ledger_entries.contact_id', 'ledger_entries.dimension', 'ledger_entries.entry_type',
        'ledger_entries.rule_id', "case when ledger_entries.entry_type = 'group_cap' then ledger_entries.cap_group end"
    ]) }} as ledger_key,
    ledger_entries.model_id,
    ledger_entries.contact_id,
    ledger_entries.dimension,
    ledger_entries.entry_type,
    ledger_entries.rule_id,
    scored_rules.valid_from as rule_valid_from,
    ledger_entries.cap_group,
    ledger_entries.label,
    ledger_entries.awards,
    cast(ledger_entries.points as numeric(28, 6)) as points,
    ledger_entries.first_on,
    ledger_entries.last_on,
    ledger_entries.as_of,
    policy_versions.policy_version,
    build.build_id
from ledger_entries
inner join build on ledger_entries.as_of = build.as_of
inner join policy_versions on ledger_entries.model_id = policy_versions.model_id
left join scored_rules on ledger_entries.rule_no = scored_rules.rule_no
