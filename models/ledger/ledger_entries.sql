-- One row per model, contact, scored day and rule that fired, plus one per cap, clamp or weight that changed something.
-- Each row is a difference, so that the rows of a contact add up to its score before rounding.

{{ config(materialized='view') }}

with capped_rules as (

    select * from {{ ref('lead_scoring', 'capped_rules') }}

),

group_points as (

    select * from {{ ref('lead_scoring', 'group_points') }}

),

dimension_points as (

    select * from {{ ref('lead_scoring', 'dimension_points') }}

),

total_points as (

    select * from {{ ref('lead_scoring', 'total_points') }}

)

select
    model_id, contact_id, as_of, dimension, 'rule' as entry_type, rule_no, rule_id, cap_group,
    label, awards, points, first_on, last_on
from capped_rules

union all

select
    model_id, contact_id, as_of, dimension, 'rule_cap' as entry_type, rule_no, rule_id, cap_group,
    label || ': limited' as label, null as awards,
    cast(capped_points - points as numeric(28, 6)) as points,
    null as first_on, null as last_on
from capped_rules
where capped_points <> points

union all

select
    model_id, contact_id, as_of, dimension, 'group_cap' as entry_type, null as rule_no, null as rule_id, cap_group,
    'Limit of ' || cap_group as label,
    null as awards,
    cast(capped_points - points as numeric(28, 6)) as points,
    null as first_on,
    null as last_on
from group_points
where capped_points <> points

union all

select
    model_id, contact_id, as_of, dimension, 'dimension_clamp' as entry_type, null as rule_no, null as rule_id,
    null as cap_group, 'Limit of ' || dimension as label, null as awards,
    cast(clamped_points - points as numeric(28, 6)) as points,
    null as first_on, null as last_on
from dimension_points
where clamped_points <> points

union all

select
    model_id, contact_id, as_of, dimension, 'weight' as entry_type, null as rule_no, null as rule_id,
    null as cap_group, 'Weight of ' || dimension as label, null as awards,
    cast(weighted_points - clamped_points as numeric(28, 6)) as points,
    null as first_on, null as last_on
from dimension_points
where weighted_points <> clamped_points

union all

select
    model_id, contact_id, as_of, null as dimension, 'model_clamp' as entry_type, null as rule_no, null as rule_id,
    null as cap_group, 'Limit of the total' as label, null as awards,
    cast(clamped_points - points as numeric(28, 6)) as points,
    null as first_on, null as last_on
from total_points
where clamped_points <> points
