-- One row per day from the first day with a published score up to the end of the year of as_of.
-- The calendar that MetricFlow joins to, so that days without an entry count as 0; goals reach beyond as_of.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

first_days as (

    select coalesce(min(valid_from), {{ as_of() }}) as first_on
    from {{ ref('lead_scoring', 'score_history') }}

),

last_days as (

    select cast({{ dbt.dateadd('year', 1, dbt.date_trunc('year', as_of())) }} as date) as first_not_in

),

numbers as (

    select cast(generated_number as integer) as days_back
    from ({{ whole_numbers(40000) }}) as numbers

)

select
    {{ add_days('last_days.first_not_in', '-numbers.days_back') }} as on_date,
    build.build_id
from numbers
cross join last_days
cross join first_days
cross join build
where {{ add_days('last_days.first_not_in', '-numbers.days_back') }} >= first_days.first_on
