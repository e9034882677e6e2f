-- One row per day that this build scores: as_of alone, or every day from backfill_from to as_of.
-- is_published marks as_of, the day that the public score tables show.

with days as (

    select cast(generated_number as integer) - 1 as days_back
    from ({{ dbt.generate_series(40000) }}) as numbers

)

select
    {{ add_days(as_of(), '-days_back') }} as as_of,
    days_back = 0 as is_published
from days
where {{ add_days(as_of(), '-days_back') }} >= {{ first_day() }}
    or days_back = 0
