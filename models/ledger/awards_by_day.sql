-- One row per model, contact, scored day, rule version and award day on or before it, of the activity rules in force.
-- Who is in the audience meets what was awarded; nothing is reset, out of its window or decayed yet.

{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with audience as (

    select * from {{ ref('lead_scoring', 'audience') }}

),

activity_rules as (

    select * from {{ ref('lead_scoring', 'rules_in_force') }} where kind = 'activity'

),

award_days as (

    select * from {{ ref('lead_scoring', 'award_days') }}

),

contact_variants as (

    select * from {{ ref('lead_scoring', 'contact_variants') }}

)

select
    activity_rules.model_id,
    award_days.contact_id,
    audience.as_of,
    award_days.rule_no,
    award_days.activity_date,
    award_days.awards,
    {{ days_between('award_days.activity_date', 'audience.as_of') }} as age_days
from award_days
inner join activity_rules
    on award_days.rule_no = activity_rules.rule_no
    and award_days.activity_date <= activity_rules.as_of
inner join audience
    on award_days.contact_id = audience.contact_id
    and award_days.known_by = audience.known_by
    and activity_rules.model_id = audience.model_id
    and activity_rules.as_of = audience.as_of
left join contact_variants
    on activity_rules.is_mixed
    and award_days.contact_id = contact_variants.contact_id
    and activity_rules.owner_no = contact_variants.owner_no
    and audience.as_of = contact_variants.as_of
    and award_days.variant = contact_variants.variant
where not activity_rules.is_mixed
    or contact_variants.variant is not null
