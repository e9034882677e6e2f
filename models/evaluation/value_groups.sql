-- One row per evaluated model, field and group of values: contact-days and conversions. Numbers are cut into up to five groups of like size,
-- equal numbers together; texts stand alone if frequent, else in `other values`; missing is a group of its own.

{{ config(enabled=evaluates()) }}

{% set bins = evaluation_default('number_bins') %}

with value_counts as (

    select * from {{ ref('lead_scoring', 'value_counts') }}

),

numbers as (

    select
        *,
        sum(examples) over (partition by model_id, field order by value_number rows unbounded preceding) - examples
            as examples_below,
        sum(examples) over (partition by model_id, field) as examples_of_field
    from (
        select model_id, field, value_number, sum(examples) as examples, sum(conversions) as conversions
        from value_counts
        where is_number and value is not null
        group by model_id, field, value_number
    ) as distinct_numbers

),

number_groups as (

    select
        model_id,
        field,
        cast(floor(examples_below * {{ bins }} / examples_of_field) as integer) as position,
        min(value_number) as from_number,
        max(value_number) as to_number,
        sum(examples) as examples,
        sum(conversions) as conversions
    from numbers
    group by model_id, field, cast(floor(examples_below * {{ bins }} / examples_of_field) as integer)

),

texts as (

    select
        *,
        row_number() over (partition by model_id, field order by examples desc, {{ dbt.hash('value') }}) as value_rank
    from value_counts
    where not is_number and value is not null

),

grouped_texts as (

    select
        model_id,
        field,
        case
            when examples >= {{ evaluation_default('min_value_examples') }}
                and value_rank <= {{ evaluation_default('max_text_values') }}
                then value
        end as value,
        examples,
        conversions
    from texts

)

select
    model_id,
    field,
    'number' as kind,
    position,
    {{ plain_number('from_number') }} || ' to ' || {{ plain_number('to_number') }} as value_group,
    cast(examples as bigint) as examples,
    cast(conversions as bigint) as conversions
from number_groups

union all

select
    model_id,
    field,
    case when value is null then 'other' else 'value' end as kind,
    cast(null as integer) as position,
    coalesce(value, 'other values') as value_group,
    cast(sum(examples) as bigint) as examples,
    cast(sum(conversions) as bigint) as conversions
from grouped_texts
group by model_id, field, value

union all

select
    model_id,
    field,
    'missing' as kind,
    cast(null as integer) as position,
    'missing' as value_group,
    examples,
    conversions
from value_counts
where value is null
