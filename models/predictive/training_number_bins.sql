-- One row per model, field of numbers and distinct number: the bin it falls into, cut into quantiles by the training part only.
-- Equal numbers stay together, and a number that fills a bin has it for itself. A number that training has not seen belongs to the bin of
-- the next greater one, because bins end with their greatest number. Broad bins are a few bins together.

{{ config(enabled=learns()) }}

{% set fine, broad = learning('fine_bins'), learning('broad_bins') %}

with training_dictionary as (

    select * from {{ ref('lead_scoring', 'training_dictionary') }}

),

training_fields as (

    select * from {{ ref('lead_scoring', 'training_fields') }}

),

numbers as (

    select
        training_dictionary.model_id,
        training_dictionary.field,
        training_dictionary.value_number,
        sum(training_dictionary.examples) as examples
    from training_dictionary
    inner join training_fields
        on training_dictionary.model_id = training_fields.model_id
        and training_dictionary.field = training_fields.field
    where training_fields.is_number and training_dictionary.value_number is not null
    group by training_dictionary.model_id, training_dictionary.field, training_dictionary.value_number

),

ranked as (

    select
        *,
        sum(examples) over (partition by model_id, field order by value_number rows unbounded preceding)
        - examples as examples_below,
        sum(examples) over (partition by model_id, field) as all_examples
    from numbers

),

cut as (

    select
        *,
        floor(examples_below * {{ fine }} / all_examples) as slot,
        floor(examples_below * {{ broad }} / all_examples) as broad_slot,
        examples * {{ fine }} >= all_examples as fills_a_bin
    from ranked
    where examples > 0

),

bordered as (

    select
        *,
        case
            when lag(slot) over (partition by model_id, field order by value_number) = slot
                and not fills_a_bin
                and not lag(fills_a_bin) over (partition by model_id, field order by value_number)
                then 0
            else 1
        end as is_first
    from cut

),

placed as (

    select
        *,
        sum(is_first) over (partition by model_id, field order by value_number rows unbounded preceding) as position
    from bordered

),

next_bins as (

    select
        ranked.model_id,
        ranked.field,
        ranked.value_number,
        min(placed.position) over (
            partition by ranked.model_id, ranked.field
            order by ranked.value_number rows between current row and unbounded following
        ) as next_position,
        max(placed.position) over (partition by ranked.model_id, ranked.field) as last_position,
        min(placed.broad_slot) over (
            partition by ranked.model_id, ranked.field
            order by ranked.value_number rows between current row and unbounded following
        ) as next_broad_slot,
        max(placed.broad_slot) over (partition by ranked.model_id, ranked.field) as last_broad_slot
    from ranked
    left join placed
        on ranked.model_id = placed.model_id
        and ranked.field = placed.field
        and ranked.value_number = placed.value_number

)

select
    model_id,
    field,
    value_number,
    cast(coalesce(next_position, last_position) as integer) as position,
    cast(coalesce(next_broad_slot, last_broad_slot) as integer) as broad_position
from next_bins
