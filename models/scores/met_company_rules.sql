-- One row per model, company, scored day and company rule in force whose conditions hold.
-- Company rules read company fields only, so that conditions, alternatives and points meet here in one step.

with as_of_days as (

    select * from {{ ref('lead_scoring', 'as_of_days') }}

),

company_values as (

    select company_values.company_id, as_of_days.as_of, company_values.field, company_values.value_text
    from {{ ref('lead_scoring', 'company_values') }} as company_values
    inner join as_of_days
        on company_values.valid_from <= as_of_days.as_of
        and company_values.valid_to > as_of_days.as_of

    union all

    select company_id, as_of, field, value_text from {{ ref('lead_scoring', 'company_ages') }}

),

value_matches as (

    select * from {{ ref('lead_scoring', 'value_matches') }}

),

alternative_conditions as (

    select * from {{ ref('lead_scoring', 'scored_alternative_conditions') }}

),

company_alternatives as (

    select * from {{ ref('lead_scoring', 'scored_alternatives') }} where owner_type = 'company_rule'

),

company_rules as (

    select * from {{ ref('lead_scoring', 'policy_company_rules') }}

),

met_alternatives as (

    select
        company_values.company_id,
        company_values.as_of,
        company_alternatives.model_id,
        company_alternatives.owner_id,
        company_alternatives.alternative_no
    from company_values
    inner join value_matches
        on company_values.field = value_matches.field
        and company_values.value_text = value_matches.value_text
    inner join alternative_conditions on value_matches.condition_no = alternative_conditions.condition_no
    inner join company_alternatives on alternative_conditions.alternative_no = company_alternatives.alternative_no
    group by
        company_values.company_id,
        company_values.as_of,
        company_alternatives.model_id,
        company_alternatives.owner_id,
        company_alternatives.alternative_no,
        company_alternatives.entity_conditions
    having count(*) = company_alternatives.entity_conditions

)

select distinct
    company_rules.model_id,
    met_alternatives.company_id,
    met_alternatives.as_of,
    company_rules.rule_id,
    company_rules.label,
    company_rules.points
from met_alternatives
inner join company_rules
    on met_alternatives.model_id = company_rules.model_id
    and met_alternatives.owner_id = company_rules.rule_id
    and met_alternatives.as_of >= company_rules.valid_from
    and met_alternatives.as_of < company_rules.valid_to
