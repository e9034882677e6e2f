-- One row per model, contact, day and activity rule that qualifies, disqualifies or gives points above 0, with an award on that day, as
-- far as it is known today. Points only of contacts that sales gave back: nobody else's stage waits for them.
-- Who a contact was on a day that this build does not score is judged by today.

with scored_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }}
    where kind = 'activity'
        and (effect in ('qualify', 'disqualify') or points > 0)

),

policy_models as (

    select * from {{ ref('lead_scoring', 'policy_models') }}

),

award_days as (

    select * from {{ ref('lead_scoring', 'award_days') }} where known_by = {{ known_now() }}

),

contact_variants as (

    select * from {{ ref('lead_scoring', 'contact_variants') }}

),

days_of_this_build as (

    select as_of from {{ ref('lead_scoring', 'as_of_days') }}

),

recycled_contacts as (

    select distinct contact_id from {{ ref('lead_scoring', 'lifecycle_outcomes') }} where stage = 'recycled'

)

select
    scored_rules.model_id,
    award_days.contact_id,
    award_days.activity_date as on_date,
    scored_rules.effect,
    scored_rules.rule_id
from award_days
inner join scored_rules
    on award_days.rule_no = scored_rules.rule_no
    and award_days.activity_date >= scored_rules.valid_from
    and award_days.activity_date < scored_rules.valid_to
inner join policy_models
    on scored_rules.model_id = policy_models.model_id
    and award_days.activity_date >= policy_models.valid_from
    and award_days.activity_date < policy_models.valid_to
left join days_of_this_build on award_days.activity_date = days_of_this_build.as_of
left join contact_variants
    on scored_rules.is_mixed
    and award_days.contact_id = contact_variants.contact_id
    and scored_rules.owner_no = contact_variants.owner_no
    and award_days.variant = contact_variants.variant
    and contact_variants.as_of = coalesce(days_of_this_build.as_of, {{ as_of() }})
left join recycled_contacts on award_days.contact_id = recycled_contacts.contact_id
where (not scored_rules.is_mixed or contact_variants.variant is not null)
    and (scored_rules.effect <> 'points' or recycled_contacts.contact_id is not null)
