-- One row per part of a company's score on as_of: its roll-up, each company rule that held, and the clamp if it bit.
-- sum(points) by model and company is the score before rounding.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

company_points as (

    select * from {{ ref('lead_scoring', 'company_points') }}

),

met_company_rules as (

    select * from {{ ref('lead_scoring', 'met_company_rules') }}

),

entries as (

    select
        company_points.model_id,
        company_points.company_id,
        company_points.as_of,
        'rollup' as entry_type,
        cast(null as {{ dbt.type_string() }}) as rule_id,
        'Roll-up of contact scores: ' || company_points.method as label,
        company_points.counted_contacts as contacts,
        company_points.rollup_points as points
    from company_points
    where company_points.counted_contacts > 0

    union all

    select
        met_company_rules.model_id,
        met_company_rules.company_id,
        met_company_rules.as_of,
        'rule' as entry_type,
        met_company_rules.rule_id,
        met_company_rules.label,
        null as contacts,
        met_company_rules.points
    from met_company_rules
    inner join company_points
        on met_company_rules.model_id = company_points.model_id
        and met_company_rules.company_id = company_points.company_id
        and met_company_rules.as_of = company_points.as_of

    union all

    select
        model_id,
        company_id,
        as_of,
        'company_clamp' as entry_type,
        null as rule_id,
        'Limit of the company' as label,
        null as contacts,
        clamped_points - points as points
    from company_points
    where clamped_points <> points

)

select
    {{ row_hash(['entries.model_id', 'entries.company_id', 'entries.entry_type', 'entries.rule_id']) }}
        as company_ledger_key,
    entries.model_id,
    entries.company_id,
    entries.entry_type,
    entries.rule_id,
    entries.label,
    cast(entries.contacts as integer) as contacts,
    cast(entries.points as numeric(28, 6)) as points,
    entries.as_of,
    build.build_id
from entries
inner join build on entries.as_of = build.as_of
