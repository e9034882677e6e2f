-- One row per whole number from 1 to 1,000: the pieces that a list in a policy value may have.
-- nth_part() by position reads lists the same way on every engine.

select cast(generated_number as integer) as position
from ({{ whole_numbers(1000) }}) as numbers
