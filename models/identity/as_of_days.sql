-- One row per day that this build scores: as_of, and every day from backfill_from to backfill_to (blank: up to as_of).
-- is_published marks as_of, the day that the public score tables show.

with days as (

    select cast(generated_number as integer) - 1 as days_back
    from ({{ whole_numbers(40000) }}) as numbers

)

select
    {{ add_days(as_of(), '-days_back') }} as as_of,
    days_back = 0 as is_published
from days
where {{ add_days(as_of(), '-days_back') }} between {{ first_day() }} and {{ last_past_day() }}
    or days_back = 0
