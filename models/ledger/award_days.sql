-- One row per contact, state of knowledge, rule version, variant and day on which an activity rule gave awards, and how many.
-- All limits are applied, over the whole history and oldest day first; resets, windows and decay come later, as of a day.

{{ config(materialized='view') }}

with limited_awards as (

    select
        *,
        sum(awards) over (
            partition by rule_no, contact_id, known_by, variant
            order by activity_date
            rows between unbounded preceding and current row
        ) - awards as awards_before
    from {{ ref('lead_scoring', 'daily_awards') }}
    where max_awards is not null

)

select rule_no, contact_id, known_by, variant, activity_date, awards
from {{ ref('lead_scoring', 'daily_awards') }}
where max_awards is null

union all

select
    rule_no, contact_id, known_by, variant, activity_date,
    cast(least(awards, max_awards - awards_before) as bigint) as awards
from limited_awards
where awards_before < max_awards
