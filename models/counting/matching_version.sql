-- One row: a hash over all that decides how activities are counted: the patterns that rules ask for and where a day begins.
-- Points, limits, labels and what rules ask of contacts are not in it: a change of those counts nothing again.

with activity_patterns as (

    select * from {{ ref('lead_scoring', 'activity_patterns') }}

),

pattern_texts as (

    select pattern_key || case when keeps_values then ':values' else '' end as pattern_text
    from activity_patterns

)

select
    {{ dbt.hash(
        "coalesce(" ~ join_text('pattern_text', ',', 'pattern_text') ~ ", '') || ' day starts at "
        ~ var('day_start_utc_hour') | int ~ "'"
    ) }} as matching_version
from pattern_texts
