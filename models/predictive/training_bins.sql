-- One row per model, field and bin with its conditions: a range of numbers (above lower_number, up to upper_number; null: no bound), one
-- value, all other values, or missing. bin_no is unique over all models. Without a broad bin broad_no is null.

{{ config(enabled=learns()) }}

with training_value_bins as (

    select * from {{ ref('lead_scoring', 'training_value_bins') }}

),

training_fields as (

    select * from {{ ref('lead_scoring', 'training_fields') }}

),

bins as (

    select
        model_id,
        field,
        kind,
        position,
        min(broad_position) as broad_position,
        max(case when kind = 'value' then value_key end) as value_key,
        max(case when kind = 'range' and examples > 0 then value_number end) as greatest_number,
        sum(fit_examples) as fit_examples,
        sum(check_examples) as check_examples,
        sum(examples) as examples,
        sum(conversions) as conversions
    from training_value_bins
    group by model_id, field, kind, position

)

select
    cast(row_number() over (order by bins.model_id, bins.field, bins.kind, bins.position) as integer) as bin_no,
    bins.model_id,
    bins.field,
    training_fields.field_no,
    bins.kind,
    bins.position,
    cast(bins.broad_position as integer) as broad_position,
    case
        when bins.kind = 'range'
            then -min(bins.position) over (partition by bins.model_id, bins.field, bins.kind, bins.broad_position)
    end as broad_no,
    lag(bins.greatest_number) over (
        partition by bins.model_id, bins.field, bins.kind order by bins.position
    ) as lower_number,
    case
        when lead(bins.position) over (
                partition by bins.model_id, bins.field, bins.kind order by bins.position
            ) is not null
            then bins.greatest_number
    end as upper_number,
    bins.value_key,
    bins.fit_examples,
    bins.check_examples,
    bins.examples,
    bins.conversions
from bins
inner join training_fields
    on bins.model_id = training_fields.model_id
    and bins.field = training_fields.field
