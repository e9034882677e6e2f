-- One row per model, contact, scored day and rule that fired with points: its awards and points before max_points.
-- Points are exact decimals with 6 places, rounded half away from zero.

{{ config(materialized='view') }}

with awards as (

    select model_id, contact_id, as_of, rule_no, awards, weight_sum, first_on, last_on
    from {{ ref('lead_scoring', 'activity_awards') }}

    union all

    select
        model_id,
        contact_id,
        as_of,
        rule_no,
        awards,
        cast(awards * 1000000000 as numeric(16, 0)) as weight_sum,
        first_on,
        last_on
    from {{ ref('lead_scoring', 'inactivity_awards') }}

    union all

    select
        model_id,
        contact_id,
        as_of,
        rule_no,
        cast(1 as bigint) as awards,
        cast(1000000000 as numeric(16, 0)) as weight_sum,
        cast(null as date) as first_on,
        cast(null as date) as last_on
    from {{ ref('lead_scoring', 'frequency_awards') }}

    union all

    select
        model_id,
        contact_id,
        as_of,
        rule_no,
        cast(1 as bigint) as awards,
        cast(1000000000 as numeric(16, 0)) as weight_sum,
        cast(null as date) as first_on,
        cast(null as date) as last_on
    from {{ ref('lead_scoring', 'met_attribute_rules') }}

),

point_rules as (

    select * from {{ ref('lead_scoring', 'scored_rules') }} where effect = 'points'

)

select
    awards.model_id,
    awards.contact_id,
    awards.as_of,
    awards.rule_no,
    point_rules.rule_id,
    point_rules.dimension,
    point_rules.cap_group,
    point_rules.label,
    point_rules.max_points,
    awards.awards,
    cast(
        round(
            point_rules.points
            * cast(
                cast(awards.weight_sum as {{ type_wide(20, 0) }}) * cast(0.000000001 as numeric(10, 9))
                as {{ type_wide(20, 9) }}
            ),
            6
        ) as numeric(28, 6)
    ) as points,
    awards.first_on,
    awards.last_on
from awards
inner join point_rules on awards.rule_no = point_rules.rule_no
