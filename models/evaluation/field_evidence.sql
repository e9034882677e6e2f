-- One row per evaluated model and field: how much all its values say together (information value), how much of that chance alone would show,
-- and a verdict: useless, useful, strong, or too_good, which is what a field looks like that was written after the outcome.

{{ config(enabled=evaluates()) }}

with written as (

    select
        model_id,
        field,
        sum(case when is_as_of_day then 1 else 0 end) as examples_with_history,
        sum(case when written_after and label = 1 then 1 else 0 end) as conversions_written_after,
        sum(case when written_after and label = 0 then 1 else 0 end) as others_written_after
    from {{ ref('lead_scoring', 'snapshot_values') }}
    group by model_id, field

),

informed as (

    select
        model_id,
        field,
        count(*) as value_groups,
        sum(examples) as examples,
        sum(conversions) as conversions,
        cast(sum(information_value) as numeric(28, 6)) as information_value,
        cast((count(*) - 1) * max(chance_per_group) as numeric(28, 6)) as information_by_chance
    from {{ ref('lead_scoring', 'value_statistics') }}
    group by model_id, field

)

select
    informed.model_id,
    informed.field,
    cast(informed.value_groups as integer) as value_groups,
    informed.information_value,
    informed.information_by_chance,
    cast(written.examples_with_history as bigint) as examples_with_history,
    {{ exact_ratio('written.conversions_written_after', 'informed.conversions') }}
        as conversions_written_after,
    {{ exact_ratio('written.others_written_after', 'informed.examples - informed.conversions') }}
        as others_written_after,
    case
        when informed.information_value - informed.information_by_chance
            >= {{ evaluation_default('too_good_information') }}
            then 'too_good'
        when informed.information_value - informed.information_by_chance
            < {{ evaluation_default('useless_information') }}
            then 'useless'
        when informed.information_value - informed.information_by_chance < 0.1 then 'useful'
        else 'strong'
    end as verdict
from informed
inner join written
    on informed.model_id = written.model_id
    and informed.field = written.field
