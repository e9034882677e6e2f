-- One row per hygiene rule and activity of this build that it knows by its user agent or network, with the state of knowledge.
-- Each distinct text is matched once.

with hygiene_patterns as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_patterns') }}
    where field in ('activity.user_agent', 'activity.network')

),

judged_types as (

    select * from {{ ref('lead_scoring', 'hygiene_activity_types') }} where role = 'judged'

),

typed_rules as (

    select distinct rule_id from judged_types

),

named_activities as (

    select
        activity_id,
        contact_id,
        coalesce(source_system, '') as source_key,
        known_by,
        {{ lower_text('activity_type') }} as activity_type,
        {{ lower_text('user_agent') }} as user_agent,
        {{ lower_text('network') }} as network
    from {{ ref('lead_scoring', 'countable_activities') }}
    where not is_bot
        and (user_agent is not null or network is not null)

),

activity_texts as (

    select distinct 'activity.user_agent' as field, activity_type, user_agent as value_text
    from named_activities
    where user_agent is not null

    union all

    select distinct 'activity.network' as field, activity_type, network as value_text
    from named_activities
    where network is not null

),

met as (

    select distinct
        activity_texts.field,
        activity_texts.activity_type,
        activity_texts.value_text,
        hygiene_patterns.rule_id
    from activity_texts
    inner join hygiene_patterns
        on activity_texts.field = hygiene_patterns.field
        and {{ meets_hygiene_pattern('activity_texts.value_text', 'hygiene_patterns') }}
    left join typed_rules on hygiene_patterns.rule_id = typed_rules.rule_id
    left join judged_types
        on hygiene_patterns.rule_id = judged_types.rule_id
        and activity_texts.activity_type = judged_types.activity_type
    where typed_rules.rule_id is null
        or judged_types.rule_id is not null

)

select
    named_activities.activity_id, named_activities.contact_id, named_activities.source_key, named_activities.known_by,
    met.rule_id
from named_activities
inner join met
    on named_activities.activity_type = met.activity_type
    and named_activities.user_agent = met.value_text
where met.field = 'activity.user_agent'

union distinct

select
    named_activities.activity_id, named_activities.contact_id, named_activities.source_key, named_activities.known_by,
    met.rule_id
from named_activities
inner join met
    on named_activities.activity_type = met.activity_type
    and named_activities.network = met.value_text
where met.field = 'activity.network'
