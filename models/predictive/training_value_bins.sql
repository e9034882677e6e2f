-- One row per model, field and distinct value: the bin it falls into (kind and position), cut by the training part only.
-- Numbers have the bins of `training_number_bins`. Texts have a bin each, but rare ones share one. Missing is a bin of its own. A text in a
-- field of numbers has none. The broad position is what pairs of fields look at.

{{ config(enabled=learns()) }}

with training_dictionary as (

    select * from {{ ref('lead_scoring', 'training_dictionary') }}

),

training_fields as (

    select * from {{ ref('lead_scoring', 'training_fields') }}

),

number_bins as (

    select * from {{ ref('lead_scoring', 'training_number_bins') }}

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
        when text_ranks.examples >= {{ learning('min_value_examples') }}
            and text_ranks.value_rank <= {{ learning('max_values') }}
            then 'value'
        else 'other'
    end as kind,
    case
        when training_dictionary.value_text = '' then 0
        when training_fields.is_number then number_bins.position
        when text_ranks.examples >= {{ learning('min_value_examples') }}
            and text_ranks.value_rank <= {{ learning('max_values') }}
            then text_ranks.value_rank
        else 0
    end as position,
    case
        when training_dictionary.value_text = '' then -1
        when training_fields.is_number then number_bins.broad_position
        when text_ranks.examples >= {{ learning('min_value_examples') }}
            and text_ranks.value_rank <= {{ learning('pair_values') }}
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
