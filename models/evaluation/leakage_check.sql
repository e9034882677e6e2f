-- One row per evaluated model, field and reason to doubt that its value was known on the snapshot day: it predicts too well to be true, or
-- builds saw it change after the day, for conversions more often than for others. What a person should look at before believing the report.

{{ config(enabled=evaluates()) }}

with field_evidence as (

    select * from {{ ref('lead_scoring', 'field_evidence') }}

)

select
    model_id,
    field,
    'predicts_too_well' as reason,
    information_value,
    'Its values tell conversions from others better than an attribute does (information value '
    || cast(cast(information_value as numeric(28, 2)) as {{ dbt.type_string() }})
    || '): ' || case
        when examples_with_history > 0 then 'in its history, is valid_from the day on which the value became known?'
        else 'was it written after the outcome? Give its history, or leave it out of the input.'
    end as message
from field_evidence
where verdict = 'too_good'

union all

select
    model_id,
    field,
    'written_after' as reason,
    information_value,
    'Builds saw its value change after the day for '
    || cast(cast(conversions_written_after * 100 as numeric(28, 1)) as {{ dbt.type_string() }})
    || ' % of the conversions and '
    || cast(cast(others_written_after * 100 as numeric(28, 1)) as {{ dbt.type_string() }})
    || ' % of the others: give its history as the input attribute_history.' as message
from field_evidence
where conversions_written_after >= 0.05
    and conversions_written_after >= 2 * others_written_after
