-- One row per model, field and distinct value: the bin it falls into (kind and position), cut by the training part only.
-- Numbers are cut into quantiles; equal numbers stay together, and a number that fills a bin has it for itself. Texts have a bin each, but
-- rare ones share one. Missing is a bin of its own. A text in a field of numbers has none. Broad bins are a few bins together.

{{ config(enabled=learns()) }}

{% set fine, broad = learning('fine_bins'), learning('broad_bins') %}

with training_dictionary as (

    select * from {{ ref('training_dictionary') }}

),

training_fields as (

    select * from {{ ref('training_fields') }}

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
        sum(examples) over (partition by model_id, field order by value_number rows unbounded preceding) - examples as examples_below,
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

{# A number that training has not seen belongs to the bin of the next greater one: bins end with their greatest number. -#}
number_bins as (

    select
        ranked.model_id,
        ranked.field,
        ranked.value_number,
        min(placed.position) over (
            partition by ranked.model_id, ranked.field order by ranked.value_number rows between current row and unbounded following
        ) as next_position,
        max(placed.position) over (partition by ranked.model_id, ranked.field) as last_position,
        min(placed.broad_slot) over (
            partition by ranked.model_id, ranked.field order by ranked.value_number rows between current row and unbounded following
        ) as next_broad_slot,
        max(placed.broad_slot) over (partition by ranked.model_id, ranked.field) as last_broad_slot
    from ranked
    left join placed
        on ranked.model_id = placed.model_id
        and ranked.field = placed.field
        and ranked.value_number = placed.value_number

),

texts as (

    select
        training_dictionary.model_id,
        training_dictionary.field,
        training_dictionary.value_key,
        sum(training_dictionary.examples) as examples
    from training_dictionary
    inner join training_fields
        on training_dictionary.model_id = training_fields.model_id
        and training_dictionary.field = training_fields.field
    where not training_fields.is_number and training_dictionary.value_key <> ''
    group by training_dictionary.model_id, training_dictionary.field, training_dictionary.value_key

),

text_ranks as (

    select
        *,
        row_number() over (partition by model_id, field order by examples desc, value_key) as value_rank
    from texts

)

select
    training_dictionary.model_id,
    training_dictionary.field,
    training_dictionary.value_text,
    training_dictionary.value_key,
    training_dictionary.value_number,
    training_dictionary.fit_examples,
    training_dictionary.check_examples,
    training_dictionary.examples,
    training_dictionary.conversions,
    case
        when training_dictionary.value_text = '' then 'missing'
        when training_fields.is_number then 'range'
        when text_ranks.examples >= {{ learning('min_value_examples') }} and text_ranks.value_rank <= {{ learning('max_values') }}
            then 'value'
        else 'other'
    end as kind,
    case
        when training_dictionary.value_text = '' then 0
        when training_fields.is_number then coalesce(number_bins.next_position, number_bins.last_position)
        when text_ranks.examples >= {{ learning('min_value_examples') }} and text_ranks.value_rank <= {{ learning('max_values') }}
            then text_ranks.value_rank
        else 0
    end as position,
    case
        when training_dictionary.value_text = '' then -1
        when training_fields.is_number then coalesce(number_bins.next_broad_slot, number_bins.last_broad_slot)
        when text_ranks.examples >= {{ learning('min_value_examples') }} and text_ranks.value_rank <= {{ learning('pair_values') }}
            then text_ranks.value_rank
        else 0
    end as broad_position
from training_dictionary
inner join training_fields
    on training_dictionary.model_id = training_fields.model_id
    and training_dictionary.field = training_fields.field
left join number_bins
    on training_fields.is_number
    and training_dictionary.model_id = number_bins.model_id
    and training_dictionary.field = number_bins.field
    and training_dictionary.value_number = number_bins.value_number
left join text_ranks
    on training_dictionary.model_id = text_ranks.model_id
    and training_dictionary.field = text_ranks.field
    and training_dictionary.value_key = text_ranks.value_key
where not training_fields.is_number
    or training_dictionary.value_number is not null
    or training_dictionary.value_text = ''
