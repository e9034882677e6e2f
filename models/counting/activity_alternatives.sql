-- One row per alternative of an owner that looks at activities: activity, frequency and inactivity rules, and metrics.
-- is_mixed marks owners that also ask who the contact is. Alternatives that ask the same of an activity share a pattern_key,
-- the empty text when they ask nothing.

with scored_alternatives as (

    select * from {{ ref('lead_scoring', 'scored_alternatives') }}

),

activity_rules as (

    select distinct owner_no
    from {{ ref('lead_scoring', 'scored_rules') }}
    where kind in ('activity', 'frequency', 'inactivity')

),

activity_conditions as (

    select
        alternative_conditions.alternative_no,
        {{ row_hash(['scored_conditions.field', 'scored_conditions.operator', 'scored_conditions.value_text']) }}
            as condition_hash
    from {{ ref('lead_scoring', 'scored_alternative_conditions') }} as alternative_conditions
    inner join {{ ref('lead_scoring', 'scored_conditions') }} as scored_conditions
        on alternative_conditions.condition_no = scored_conditions.condition_no
    where alternative_conditions.is_activity

),

patterns as (

    select
        alternative_no,
        {{ dbt.hash(join_text('condition_hash', '', 'condition_hash')) }} as pattern_key
    from activity_conditions
    group by alternative_no

)

select
    scored_alternatives.*,
    max(scored_alternatives.entity_conditions) over (partition by scored_alternatives.owner_no) > 0 as is_mixed,
    coalesce(patterns.pattern_key, '') as pattern_key
from scored_alternatives
left join activity_rules on scored_alternatives.owner_no = activity_rules.owner_no
left join patterns on scored_alternatives.alternative_no = patterns.alternative_no
where scored_alternatives.owner_type = 'metric'
    or activity_rules.owner_no is not null
