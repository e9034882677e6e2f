-- One row per row of `activity_counts` and `other_activity_counts` with its state of knowledge and the contact it belongs to today:
-- merges are followed here, so that they need no counting. Contacts that were merged may have several rows of a kind.

{{ config(materialized='view') }}

with counts as (

    select
        contact_id, {{ known_now() }} as known_by, activity_date, is_derived, rule_set_no, single_value, activities,
        value_sum, last_human_at
    from {{ ref('lead_scoring', 'activity_counts') }}
    where activities > 0

    union all

    select
        contact_id, known_by, activity_date, is_derived, rule_set_no, single_value, activities, value_sum, last_human_at
    from {{ ref('lead_scoring', 'other_activity_counts') }}

),

merged_contacts as (

    select * from {{ ref('lead_scoring', 'merged_contacts') }}

)

select
    coalesce(merged_contacts.survivor_id, counts.contact_id) as contact_id,
    counts.known_by,
    counts.activity_date,
    counts.is_derived,
    counts.rule_set_no,
    counts.single_value,
    counts.activities,
    counts.value_sum,
    counts.last_human_at
from counts
left join merged_contacts on counts.contact_id = merged_contacts.contact_id
