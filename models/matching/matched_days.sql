-- One row per contact, state of knowledge, rule owner, variant and day with at least one matching activity, and how many.
-- The variant is empty for rules that only look at activities. An activity counts once though several alternatives hold.

with rule_set_members as (

    select members.*
    from {{ ref('lead_scoring', 'rule_set_members') }} as members
    inner join {{ ref('lead_scoring', 'scored_owners') }} as scored_owners on members.owner_no = scored_owners.owner_no
    where scored_owners.owner_type = 'rule'

),

variant_alternatives as (

    select * from {{ ref('lead_scoring', 'variant_alternatives') }}

),

pure_members as (

    select distinct rule_set_no, owner_no from rule_set_members where not is_mixed

),

mixed_sets as (

    select distinct rule_set_no from rule_set_members where is_mixed

),

{# A contact that was merged has several counts of a day. -#}
mixed_counts as (

    select
        counted_activities.contact_id,
        counted_activities.known_by,
        counted_activities.activity_date,
        counted_activities.rule_set_no,
        sum(counted_activities.activities) as activities
    from {{ ref('lead_scoring', 'counted_activities') }} as counted_activities
    inner join mixed_sets on counted_activities.rule_set_no = mixed_sets.rule_set_no
    group by
        counted_activities.contact_id,
        counted_activities.known_by,
        counted_activities.activity_date,
        counted_activities.rule_set_no

),

mixed_matches as (

    select distinct
        mixed_counts.contact_id,
        mixed_counts.known_by,
        rule_set_members.owner_no,
        variant_alternatives.variant,
        mixed_counts.activity_date,
        mixed_counts.rule_set_no,
        mixed_counts.activities
    from mixed_counts
    inner join rule_set_members
        on mixed_counts.rule_set_no = rule_set_members.rule_set_no
        and rule_set_members.is_mixed
    inner join variant_alternatives
        on mixed_counts.contact_id = variant_alternatives.contact_id
        and rule_set_members.owner_no = variant_alternatives.owner_no
        and rule_set_members.alternative_no = variant_alternatives.alternative_no

)

select
    counted_activities.contact_id,
    counted_activities.known_by,
    pure_members.owner_no,
    '' as variant,
    counted_activities.activity_date,
    cast(sum(counted_activities.activities) as bigint) as activities
from {{ ref('lead_scoring', 'counted_activities') }} as counted_activities
inner join pure_members on counted_activities.rule_set_no = pure_members.rule_set_no
group by
    counted_activities.contact_id,
    counted_activities.known_by,
    pure_members.owner_no,
    counted_activities.activity_date

union all

select
    contact_id,
    known_by,
    owner_no,
    variant,
    activity_date,
    cast(sum(activities) as bigint) as activities
from mixed_matches
group by contact_id, known_by, owner_no, variant, activity_date
