-- One row per model, contact, day and effect (qualify, disqualify, points above 0) with an award of an activity rule on that day,
-- as far as it is known today; for qualify and disqualify also what was published. A hand-raise that is loaded late still counts.
-- Points only of contacts that sales gave back: nobody else's stage waits for them.

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

scored_days as (

    select as_of from {{ ref('lead_scoring', 'as_of_days') }}

),

published_stretches as (

    select * from {{ ref('lead_scoring', 'published_stretches') }}

),

recycled_contacts as (

    select distinct contact_id from {{ ref('lead_scoring', 'lifecycle_outcomes') }} where stage = 'recycled'

),

{# Who a contact was on a day that this build does not score is judged by today. -#}
known_awards as (

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
    left join scored_days on award_days.activity_date = scored_days.as_of
    left join contact_variants
        on scored_rules.is_mixed
        and award_days.contact_id = contact_variants.contact_id
        and scored_rules.owner_no = contact_variants.owner_no
        and award_days.variant = contact_variants.variant
        and contact_variants.as_of = coalesce(scored_days.as_of, {{ as_of() }})
    left join recycled_contacts on award_days.contact_id = recycled_contacts.contact_id
    where (not scored_rules.is_mixed or contact_variants.variant is not null)
        and (scored_rules.effect <> 'points' or recycled_contacts.contact_id is not null)

),

in_audience as (

    select known_awards.*
    from known_awards
    inner join published_stretches
        on known_awards.model_id = published_stretches.model_id
        and known_awards.contact_id = published_stretches.contact_id
        and known_awards.on_date between published_stretches.as_of and published_stretches.last_on
    where published_stretches.is_in_audience

),

published_awards as (

    select model_id, contact_id, as_of as on_date, 'qualify' as effect, qualify_day_rule_id as rule_id
    from published_stretches
    where qualify_day_rule_id is not null

    union all

    select model_id, contact_id, as_of as on_date, 'disqualify' as effect, disqualify_day_rule_id as rule_id
    from published_stretches
    where disqualify_day_rule_id is not null

),

awards as (

    select model_id, contact_id, on_date, effect, rule_id from in_audience
    union all
    select model_id, contact_id, on_date, effect, rule_id from published_awards

)

select
    model_id,
    contact_id,
    on_date,
    effect,
    min(rule_id) as rule_id
from awards
group by model_id, contact_id, on_date, effect
