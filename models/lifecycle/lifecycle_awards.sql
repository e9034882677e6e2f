-- One row per model, contact, day and effect (qualify, disqualify, points above 0) with an award of an activity rule on that day,
-- as far as it is known today; for qualify and disqualify also what was published. A hand-raise that is loaded late still counts.
-- Points only of contacts that sales gave back: nobody else's stage waits for them.
-- A hand-raise of a new contact since the build before its first one counts on its first scored day; awarded_on says when it was.

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
        award_days.activity_date as awarded_on,
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

{# A build of the morning knows nothing of the afternoon: who comes then is scored from the next build on, as late as loads may be. -#}
builds as (

    select
        model_id,
        as_of,
        {{ add_days('lag(as_of) over (partition by model_id order by as_of)', -(var('lookback_days') | int)) }}
            as new_since,
        lag(recorded_as) over (partition by model_id order by as_of) as recorded_before
    from {{ ref('lead_scoring', 'scored_days') }}

),

first_scores as (

    select model_id, contact_id, min(as_of) as first_on
    from published_stretches
    where is_in_audience
    group by model_id, contact_id

),

new_contacts as (

    select
        first_scores.model_id,
        first_scores.contact_id,
        first_scores.first_on,
        greatest(builds.new_since, coalesce(resolved_contacts.created_on, builds.new_since)) as new_since
    from first_scores
    inner join builds
        on first_scores.model_id = builds.model_id
        and first_scores.first_on = builds.as_of
        and builds.recorded_before = 'published'
    inner join {{ ref('lead_scoring', 'resolved_contacts') }} as resolved_contacts
        on first_scores.contact_id = resolved_contacts.contact_id
    where resolved_contacts.created_on is null
        or resolved_contacts.created_on >= builds.new_since

),

before_the_first_score as (

    select
        known_awards.model_id,
        known_awards.contact_id,
        new_contacts.first_on as on_date,
        known_awards.awarded_on,
        known_awards.effect,
        known_awards.rule_id
    from known_awards
    inner join new_contacts
        on known_awards.model_id = new_contacts.model_id
        and known_awards.contact_id = new_contacts.contact_id
        and known_awards.on_date >= new_contacts.new_since
        and known_awards.on_date < new_contacts.first_on
    where known_awards.effect in ('qualify', 'disqualify')

),

published_awards as (

    select
        model_id, contact_id, as_of as on_date, as_of as awarded_on, 'qualify' as effect,
        qualify_day_rule_id as rule_id
    from published_stretches
    where qualify_day_rule_id is not null

    union all

    select
        model_id, contact_id, as_of as on_date, as_of as awarded_on, 'disqualify' as effect,
        disqualify_day_rule_id as rule_id
    from published_stretches
    where disqualify_day_rule_id is not null

),

awards as (

    select model_id, contact_id, on_date, awarded_on, effect, rule_id from in_audience
    union all
    select model_id, contact_id, on_date, awarded_on, effect, rule_id from before_the_first_score
    union all
    select model_id, contact_id, on_date, awarded_on, effect, rule_id from published_awards

)

select
    model_id,
    contact_id,
    on_date,
    effect,
    min(rule_id) as rule_id,
    max(awarded_on) as awarded_on
from awards
group by model_id, contact_id, on_date, effect
