{#- What every operator means, in one place: the values of a dictionary (field, value_text, value_canonical, value_number,
    value_date) that meet a condition on their field. An empty value_text is a missing value: only is_not_set meets it. -#}
{% macro match_values(dictionary) -%}
with dictionary as (

    select * from {{ ref(dictionary) }}

),

known as (

    select * from dictionary where value_text <> ''

),

scored_conditions as (

    select * from {{ ref('lead_scoring', 'scored_conditions') }}

),

pieces as (

    select
        scored_conditions.field,
        scored_conditions.operator,
        pieces.*
    from {{ ref('lead_scoring', 'scored_condition_pieces') }} as pieces
    inner join scored_conditions on pieces.condition_no = scored_conditions.condition_no

),

{# Equality: two hash joins instead of every value against every condition. -#}
equal as (

    select known.field, known.value_text, pieces.condition_no, pieces.operator
    from known
    inner join pieces
        on known.field = pieces.field
        and known.value_text = pieces.piece
    where pieces.operator in ('equals', 'in', 'not_equals', 'not_in')

    union distinct

    select known.field, known.value_text, pieces.condition_no, pieces.operator
    from known
    inner join pieces
        on known.field = pieces.field
        and known.value_canonical = pieces.piece_canonical
    where pieces.operator in ('equals', 'in', 'not_equals', 'not_in')

),

unequal as (

    select known.field, known.value_text, scored_conditions.condition_no
    from known
    inner join scored_conditions on known.field = scored_conditions.field
    left join equal
        on scored_conditions.condition_no = equal.condition_no
        and known.value_text = equal.value_text
    where scored_conditions.operator in ('not_equals', 'not_in')
        and equal.condition_no is null

),

{# Literal text: `%` and `_` mean themselves. -#}
text_search as (

    select known.field, known.value_text, scored_conditions.condition_no
    from known
    inner join scored_conditions on known.field = scored_conditions.field
    where case scored_conditions.operator
        when 'contains' then {{ dbt.position('scored_conditions.value_text', 'known.value_text') }} > 0
        when 'not_contains' then {{ dbt.position('scored_conditions.value_text', 'known.value_text') }} = 0
        when 'starts_with'
            then left(known.value_text, length(scored_conditions.value_text)) = scored_conditions.value_text
        when 'ends_with'
            then right(known.value_text, length(scored_conditions.value_text)) = scored_conditions.value_text
        when 'matches' then {{ lead_scoring.rule_pattern_search('known.value_text', 'scored_conditions.value_text') }}
        when 'is_set' then true
        else false
    end

),

{# Order: as numbers if both are, else as dates if both are, else no match. -#}
in_order as (

    select known.field, known.value_text, pieces.condition_no
    from known
    inner join pieces on known.field = pieces.field
    where case pieces.operator
        when 'gt' then known.value_number > pieces.piece_number or known.value_date > pieces.piece_date
        when 'gte' then known.value_number >= pieces.piece_number or known.value_date >= pieces.piece_date
        when 'lt' then known.value_number < pieces.piece_number or known.value_date < pieces.piece_date
        when 'lte' then known.value_number <= pieces.piece_number or known.value_date <= pieces.piece_date
        else false
    end

),

between_ends as (

    select known.field, known.value_text, low.condition_no
    from known
    inner join pieces as low
        on known.field = low.field
        and low.operator = 'between'
        and low.position = 1
    inner join pieces as high
        on low.condition_no = high.condition_no
        and high.position = 2
    where (known.value_number >= low.piece_number and known.value_number <= high.piece_number)
        or (known.value_date >= low.piece_date and known.value_date <= high.piece_date)

),

missing as (

    select dictionary.field, dictionary.value_text, scored_conditions.condition_no
    from dictionary
    inner join scored_conditions on dictionary.field = scored_conditions.field
    where scored_conditions.operator = 'is_not_set'
        and dictionary.value_text = ''

)

select field, value_text, condition_no from equal where operator in ('equals', 'in')
union all
select field, value_text, condition_no from unequal
union all
select field, value_text, condition_no from text_search
union all
select field, value_text, condition_no from in_order
union all
select field, value_text, condition_no from between_ends
union all
select field, value_text, condition_no from missing
{%- endmacro %}
