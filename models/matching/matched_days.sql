-- One row per contact, state of knowledge, rule owner, variant and day with at least one matching activity, and how many.
-- The variant is empty for rules that only look at activities. An activity counts once though several alternatives hold.

with activity_counts as (

    select * from {{ ref('activity_counts') }}

),

rule_set_members as (

    select members.*
    from {{ ref('rule_set_members') }} as members
    inner join {{ ref('scored_owners') }} as scored_owners on members.owner_no = scored_owners.owner_no
    where scored_owners.owner_type = 'rule'

),

variant_alternatives as (

    select * from {{ ref('variant_alternatives') }}

),

pure_members as (

    select distinct rule_set_no, owner_no from rule_set_members where not is_mixed

),

mixed_matches as (

    select distinct
        activity_counts.contact_id,
        activity_counts.known_by,
        rule_set_members.owner_no,
        variant_alternatives.variant,
        activity_counts.activity_date,
        activity_counts.rule_set_no,
        activity_counts.activities
    from activity_counts
    inner join rule_set_members
        on activity_counts.rule_set_no = rule_set_members.rule_set_no
        and rule_set_members.is_mixed
    inner join variant_alternatives
        on activity_counts.contact_id = variant_alternatives.contact_id
        and rule_set_members.owner_no = variant_alternatives.owner_no
        and rule_set_members.alternative_no = variant_alternatives.alternative_no

)

select
    activity_counts.contact_id,
    activity_counts.known_by,
    pure_members.owner_no,
    '' as variant,
    activity_counts.activity_date,
    cast(sum(activity_counts.activities) as bigint) as activities
from activity_counts
inner join pure_members on activity_counts.rule_set_no = pure_members.rule_set_no
group by activity_counts.contact_id, activity_counts.known_by, pure_members.owner_no, activity_counts.activity_date

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
