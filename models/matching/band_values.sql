-- One row per distinct text that companies have for their size or revenue, and the field made of it: the lower end of a band such as
-- `51-200`, `1.000+`, `1k-5k` or `€10M - €50M` as a plain number. 0 for `<50` and `up to 50`, null when no number is in it.

{% set factors = {
    'k': 1000, 'thousand': 1000, 'tsd': 1000, 'm': 1000000, 'mio': 1000000, 'mn': 1000000, 'million': 1000000,
    'millionen': 1000000, 'millions': 1000000, 'b': 1000000000, 'bn': 1000000000, 'mrd': 1000000000,
    'billion': 1000000000
} %}
{% set one_group, two_groups = '[.,]([0-9][0-9][0-9])([.,]|$)', group_reference(1) ~ group_reference(2) %}

with stg_companies as (

    select * from {{ ref('lead_scoring', 'stg_companies') }}

),

bands as (

    select distinct 'company.employees_from' as field, employee_count as band_text
    from stg_companies
    where employee_count is not null

    union all

    select distinct 'company.revenue_from' as field, annual_revenue as band_text
    from stg_companies
    where annual_revenue is not null

),

without_blanks as (

    select
        field,
        band_text,
        {{ regexp_replace_all(lower_text('band_text'), '[ \t]+', '') }} as band
    from bands

),

{# A unit after the second number only is that of both: 1-5 million. -#}
parts as (

    select
        *,
        {{ regexp_replace_all('band', '^[^0-9]*([0-9][0-9.,]*).*$', group_reference(1)) }} as first_number,
        {{ regexp_replace_all('band', '^[^0-9]*[0-9][0-9.,]*([a-z]*).*$', group_reference(1)) }} as first_unit,
        {{ regexp_replace_all(
            'band', '^[^0-9]*[0-9][0-9.,]*(-|–|to|bis|à|a|tot)[^0-9]*[0-9][0-9.,]*([a-z]*).*$', group_reference(2)
        ) }} as last_unit
    from without_blanks

),

{# Three digits after a separator are a group, and so are the next ones: twice, because groups share their separator. -#}
ungrouped as (

    select
        *,
        {{ regexp_replace_all(regexp_replace_all('first_number', one_group, two_groups), one_group, two_groups) }}
            as some_digits
    from parts

),

numbers as (

    select
        field,
        band_text,
        band,
        first_unit,
        last_unit,
        {{ regexp_replace_all(
            regexp_replace_all(
                "replace(" ~ regexp_replace_all(regexp_replace_all('some_digits', one_group, two_groups), one_group, two_groups)
                ~ ", ',', '.')", '[.]$', ''
            ),
            '([.][0-9][0-9][0-9][0-9])[0-9]+$', group_reference(1)
        ) }} as digits
    from ungrouped

),

units as (

    {% for unit, factor in factors.items() %}
    select '{{ unit }}' as unit, {{ factor }} as factor
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

starts as (

    select
        numbers.*,
        cast(
            case
                when {{ regexp_search('digits', "'^[0-9]{1,12}([.][0-9]{1,4})?$'") }}
                    then {{ parse_decimal('digits', 16, 4) }}
            end as numeric(16, 4)
        ) as start_number,
        cast(coalesce(first_units.factor, last_units.factor, 1) as numeric(10, 0)) as factor
    from numbers
    left join units as first_units on numbers.first_unit = first_units.unit
    left join units as last_units on numbers.last_unit = last_units.unit

)

select
    field,
    band_text,
    case
        when field = 'company.employees_from' and band like '-%' then null
        {# A revenue that is written as a plain number is that number: 1.234 is no thousand. -#}
        when field = 'company.revenue_from' and {{ is_number_text('band') }} then {{ canonical_number('band') }}
        when {{ regexp_search(
            'band', "'^(<|≤|under|below|lessthan|upto|bis|unter|weniger|moins|menos|hasta|minder|tot)'"
        ) }} then '0'
        else {{ plain_number('start_number * factor') }}
    end as band_start
from starts
