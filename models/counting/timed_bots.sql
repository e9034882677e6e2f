-- One row per hygiene rule and activity of this build that it knows by its time, with the state of knowledge: too soon after an
-- e-mail, or among too many different links at once. Only activities of one contact on one day are compared: days are counted again
-- as a whole, so that it does not matter which of them was loaded when. Where both name a campaign, it must be the same.

with hygiene_rules as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_rules') }}
    where rule_id in ('quick_clicks', 'quick_opens', 'many_links')

),

timed_activities as (

    select
        hygiene_rules.rule_id,
        activity_types.role,
        hygiene_rules.seconds,
        hygiene_rules.min_count,
        activities.activity_id,
        activities.contact_id,
        coalesce(activities.source_system, '') as source_key,
        activities.known_by,
        activities.activity_date,
        activities.occurred_at,
        activities.asset,
        activities.campaign,
        activities.is_bot
    from {{ ref('lead_scoring', 'countable_activities') }} as activities
    inner join {{ ref('lead_scoring', 'hygiene_activity_types') }} as activity_types
        on {{ lower_text('activities.activity_type') }} = activity_types.activity_type
    inner join hygiene_rules on activity_types.rule_id = hygiene_rules.rule_id

),

quick as (

    select distinct
        judged.activity_id, judged.contact_id, judged.source_key, judged.known_by, judged.rule_id
    from timed_activities as judged
    inner join timed_activities as sent
        on judged.rule_id = sent.rule_id
        and judged.contact_id = sent.contact_id
        and judged.known_by = sent.known_by
        and judged.activity_date = sent.activity_date
        and judged.occurred_at >= sent.occurred_at
        and judged.occurred_at <= {{ move_time('second', 'sent.seconds', 'sent.occurred_at') }}
        and coalesce(judged.campaign, sent.campaign, '') = coalesce(sent.campaign, judged.campaign, '')
    where judged.role = 'judged'
        and sent.role = 'before'
        and not judged.is_bot

),

{# All that was followed within some seconds from a first link on. -#}
runs as (

    select
        first_links.activity_id as first_id,
        first_links.source_key as first_source,
        links.activity_id, links.contact_id, links.source_key, links.known_by, links.rule_id, links.asset,
        links.min_count, links.is_bot
    from timed_activities as first_links
    inner join timed_activities as links
        on first_links.rule_id = links.rule_id
        and first_links.contact_id = links.contact_id
        and first_links.known_by = links.known_by
        and first_links.activity_date = links.activity_date
        and first_links.occurred_at <= links.occurred_at
        and {{ move_time('second', 'first_links.seconds', 'first_links.occurred_at') }} >= links.occurred_at
        and coalesce(first_links.campaign, '') = coalesce(links.campaign, '')
    where first_links.rule_id = 'many_links'

),

runs_of_too_many as (

    select first_id, first_source, contact_id, known_by
    from runs
    group by first_id, first_source, contact_id, known_by
    having count(distinct asset) >= max(min_count)

)

select activity_id, contact_id, source_key, known_by, rule_id
from quick

union distinct

select runs.activity_id, runs.contact_id, runs.source_key, runs.known_by, runs.rule_id
from runs
inner join runs_of_too_many
    on runs.first_id = runs_of_too_many.first_id
    and runs.first_source = runs_of_too_many.first_source
    and runs.contact_id = runs_of_too_many.contact_id
    and runs.known_by = runs_of_too_many.known_by
where not runs.is_bot
