-- One row per example of a model to be learned: a lead as it was at one moment, and whether it converted afterwards (label 1 or 0).
-- The newest three tenths (by order_no; without any by the md5 of the id) are the test that nothing looks at before the end. An older
-- example whose outcome was not known when the test began is left out. Of the rest the newest quarter checks what the others fit.

{{ config(enabled=learns()) }}

with given as (

    select * from {{ lead_scoring.training_relation('examples') }} as given

),

typed as (

    select
        {{ clean_text('model_id') }} as model_id,
        {{ clean_text('example_id') }} as example_id,
        cast(label as integer) as label,
        coalesce(cast(order_no as numeric(28, 6)), 0) as order_no,
        cast(label_known_at as numeric(28, 6)) as label_known_at,
        {{ dbt.hash("model_id || ':' || example_id") }} as example_hash
    from given

),

numbered as (

    select
        *,
        row_number() over (order by model_id, example_hash, example_id, order_no, label) as example_no
    from typed

),

placed as (

    select
        *,
        row_number() over (partition by model_id order by order_no, example_no) as place,
        count(*) over (partition by model_id) as places
    from numbered

),

test_starts as (

    select
        model_id,
        min(order_no) as test_start
    from placed
    where place * 10 > places * 7
    group by model_id

),

timed as (

    select
        placed.*,
        case
            when placed.place * 10 > placed.places * 7 then 'test'
            when placed.label_known_at > test_starts.test_start then 'left_out'
            else 'training'
        end as period
    from placed
    left join test_starts on placed.model_id = test_starts.model_id

),

{# Long horizons leave out the newest of the training period: the quarter is one of what remains, or nothing would be left to check. -#}
ranked as (

    select
        *,
        row_number() over (partition by model_id, period order by place) as period_place,
        count(*) over (partition by model_id, period) as period_places
    from timed

),

parted as (

    select
        *,
        case
            when period <> 'training' then period
            when period_place * 4 > period_places * 3 then 'check'
            else 'fit'
        end as part
    from ranked

)

select
    model_id,
    example_id,
    cast(example_no as bigint) as example_no,
    label,
    part,
    {# Which examples a sample takes first. -#}
    row_number() over (partition by model_id, part order by example_no) as sample_rank
from parted
