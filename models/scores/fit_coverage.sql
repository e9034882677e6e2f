-- One row per model and contact on the published day: known fields / contact and company fields that fit rules in force use.
-- The age of a date counts as its date. Models whose fit rules use no such field have no row. Unknown is not zero: a low coverage says that fit is a guess.

with published_audience as (

    select audience.*
    from {{ ref('lead_scoring', 'audience') }} as audience
    inner join {{ ref('lead_scoring', 'as_of_days') }} as as_of_days
        on audience.as_of = as_of_days.as_of
        and as_of_days.is_published

),

fit_fields as (

    select distinct
        rules_in_force.model_id,
        scored_conditions.base_field as field
    from {{ ref('lead_scoring', 'rules_in_force') }} as rules_in_force
    inner join {{ ref('lead_scoring', 'as_of_days') }} as as_of_days
        on rules_in_force.as_of = as_of_days.as_of
        and as_of_days.is_published
    inner join {{ ref('lead_scoring', 'scored_alternatives') }} as scored_alternatives
        on rules_in_force.owner_no = scored_alternatives.owner_no
    inner join {{ ref('lead_scoring', 'scored_alternative_conditions') }} as alternative_conditions
        on scored_alternatives.alternative_no = alternative_conditions.alternative_no
    inner join {{ ref('lead_scoring', 'scored_conditions') }} as scored_conditions
        on alternative_conditions.condition_no = scored_conditions.condition_no
    where rules_in_force.dimension = 'fit'
        and rules_in_force.effect = 'points'
        and (scored_conditions.field like 'contact.%' or scored_conditions.field like 'company.%')

),

contact_values as (

    select contact_id, field, valid_from, valid_to
    from {{ ref('lead_scoring', 'contact_values') }}
    where value_text <> ''

),

company_values as (

    select company_id, field, valid_from, valid_to
    from {{ ref('lead_scoring', 'company_values') }}
    where value_text <> ''

),

counted as (

    select
        published_audience.model_id,
        published_audience.contact_id,
        count(*) as used_fields,
        count(coalesce(contact_values.field, company_values.field)) as known_fields
    from published_audience
    inner join fit_fields on published_audience.model_id = fit_fields.model_id
    left join contact_values
        on published_audience.contact_id = contact_values.contact_id
        and fit_fields.field = contact_values.field
        and contact_values.valid_from <= published_audience.as_of
        and contact_values.valid_to > published_audience.as_of
    left join company_values
        on published_audience.company_id = company_values.company_id
        and fit_fields.field = company_values.field
        and company_values.valid_from <= published_audience.as_of
        and company_values.valid_to > published_audience.as_of
    group by published_audience.model_id, published_audience.contact_id

)

select
    model_id,
    contact_id,
    {{ exact_ratio('known_fields', 'used_fields') }} as fit_coverage
from counted
