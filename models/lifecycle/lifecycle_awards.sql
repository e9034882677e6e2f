-- One row per model, contact, day and effect (qualify, disqualify, points above 0) with an award of an activity rule on that day,
-- as far as it is known today; for qualify and disqualify also what was published. A hand-raise that is loaded late still counts.
-- is_late marks what no build of the day knew, for the next one is the first to tell.

with known_awards as (

    select * from {{ ref('lead_scoring', 'known_awards') }}

),

published_stretches as (

    select * from {{ ref('lead_scoring', 'published_stretches') }}

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

    select model_id, contact_id, on_date, effect, rule_id, 1 as is_late from in_audience
    union all
    select model_id, contact_id, on_date, effect, rule_id, 0 as is_late
    from {{ ref('lead_scoring', 'first_day_awards') }}
    union all
    select model_id, contact_id, on_date, effect, rule_id, 0 as is_late from published_awards

)

select
    model_id,
    contact_id,
    on_date,
    effect,
    min(rule_id) as rule_id,
    min(is_late) = 1 as is_late
from awards
group by model_id, contact_id, on_date, effect
