-- One row per value that a scored condition compares with: the pieces of in, not_in and between, one row for the others.
-- Each piece is read as text, as a number (canonical text for equality, decimal for order) and as a date.

with scored_conditions as (

    select * from {{ ref('lead_scoring', 'scored_conditions') }}

),

list_positions as (

    select * from {{ ref('lead_scoring', 'list_positions') }}

),

single_values as (

    select condition_no, 1 as position, value_text as piece
    from scored_conditions
    where operator not in ('in', 'not_in', 'between')

),

list_values as (

    select
        scored_conditions.condition_no,
        list_positions.position,
        {{ clean_text(nth_part('scored_conditions.value_text', '|', 'list_positions.position')) }} as piece
    from scored_conditions
    inner join list_positions
        on list_positions.position
        <= 1 + length(scored_conditions.value_text) - length(replace(scored_conditions.value_text, '|', ''))
    where scored_conditions.operator in ('in', 'not_in', 'between')

),

pieces as (

    select condition_no, position, piece from single_values
    union all
    select condition_no, position, piece from list_values
    where piece is not null

)

select
    condition_no,
    position,
    piece,
    {{ canonical_number('piece') }} as piece_canonical,
    {{ number_value('piece') }} as piece_number,
    {{ date_value('piece') }} as piece_date
from pieces
