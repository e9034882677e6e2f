-- One row per field, bin or broad bin (granularity fine or broad, position) and condition that a rule needs to say it.
-- Bins of a field exclude each other, and broad bins do.

{{ config(enabled=learns()) }}

with training_bins as (

    select * from {{ ref('lead_scoring', 'training_bins') }}

),

fine_and_broad as (

    select
        'fine' as granularity,
        bin_no,
        model_id,
        field,
        field_no,
        kind,
        position as group_position,
        lower_number,
        upper_number,
        value_key
    from training_bins

    union all

    select
        'broad' as granularity, cast(null as integer) as bin_no, model_id, field, field_no,
        {# Values that are not among the most frequent are "other" in a pair. -#}
        case when kind = 'value' and broad_position = 0 then 'other' else kind end as kind,
        broad_position as group_position, lower_number, upper_number, value_key
    from training_bins

),

bin_groups as (

    select
        granularity,
        model_id,
        field,
        field_no,
        kind,
        group_position,
        max(bin_no) as bin_no,
        case when count(*) = count(lower_number) then min(lower_number) end as lower_number,
        case when count(*) = count(upper_number) then max(upper_number) end as upper_number,
        max(value_key) as value_key
    from fine_and_broad
    group by granularity, model_id, field, field_no, kind, group_position

),

named_values as (

    select 'fine' as granularity, field_no, value_key from training_bins where kind = 'value'
    union all
    select 'broad' as granularity, field_no, value_key from training_bins where kind = 'value' and broad_position > 0

),

conditions as (

    select bin_groups.*, 1 as condition_no, 'is_not_set' as operator, cast(null as {{ dbt.type_string() }}) as value
    from bin_groups
    where kind = 'missing'

    union all

    select bin_groups.*, 1 as condition_no, 'equals' as operator, value_key as value
    from bin_groups
    where kind = 'value'

    union all

    select bin_groups.*, 1 as condition_no, 'gt' as operator, {{ plain_number('lower_number') }} as value
    from bin_groups
    where kind = 'range' and lower_number is not null

    union all

    select bin_groups.*, 2 as condition_no, 'lte' as operator, {{ plain_number('upper_number') }} as value
    from bin_groups
    where kind = 'range' and upper_number is not null

    union all

    select bin_groups.*, 1 as condition_no, 'is_set' as operator, cast(null as {{ dbt.type_string() }}) as value
    from bin_groups
    where kind = 'other' or (kind = 'range' and lower_number is null and upper_number is null)

    union all

    select bin_groups.*, 2 as condition_no, 'not_equals' as operator, named_values.value_key as value
    from bin_groups
    inner join named_values
        on bin_groups.granularity = named_values.granularity
        and bin_groups.field_no = named_values.field_no
    where bin_groups.kind = 'other'

)

select
    granularity,
    bin_no,
    model_id,
    field,
    field_no,
    kind,
    group_position,
    condition_no,
    operator,
    value,
    {# What a person reads; all conditions of a group have the same words. -#}
    field || case
        when kind = 'missing' then ' is missing'
        when kind = 'value' then ' is ' || value_key
        when kind = 'other' then ' is another value'
        when lower_number is null and upper_number is null then ' is known'
        when lower_number is null then ' up to ' || {{ plain_number('upper_number') }}
        when upper_number is null then ' above ' || {{ plain_number('lower_number') }}
        else ' above ' || {{ plain_number('lower_number') }} || ', up to ' || {{ plain_number('upper_number') }}
    end as words
from conditions
