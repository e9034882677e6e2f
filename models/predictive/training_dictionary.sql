-- One row per model, field and distinct value: as text, as a number, and how often it stands in the training part (fit and check).
-- All binning reads this instead of the examples.

{{ config(enabled=learns()) }}

with training_values as (

    select * from {{ ref('lead_scoring', 'training_values') }}

),

counted as (

    select
        model_id,
        field,
        value_text,
        sum(case when part = 'fit' then 1 else 0 end) as fit_examples,
        sum(case when part = 'check' then 1 else 0 end) as check_examples,
        sum(case when part in ('fit', 'check') then label else 0 end) as conversions
    from training_values
    group by model_id, field, value_text

)

select
    model_id,
    field,
    value_text,
    {# Equal numbers are one value, however they are written. -#}
    coalesce({{ canonical_number('value_text') }}, value_text) as value_key,
    {{ number_value('value_text') }} as value_number,
    fit_examples,
    check_examples,
    fit_examples + check_examples as examples,
    conversions
from counted
