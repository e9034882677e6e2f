-- One row per model to be learned: what there is to learn from, and whether it is enough. A model without enough is not learned, and its
-- message says why; the build says it, too.

{{ config(enabled=learns()) }}

with training_examples as (

    select * from {{ ref('lead_scoring', 'training_examples') }}

),

counts as (

    select
        model_id,
        count(*) as examples,
        sum(case when part in ('fit', 'check') then 1 else 0 end) as training_examples,
        sum(case when part in ('fit', 'check') then label else 0 end) as training_conversions,
        sum(case when part = 'fit' then label else 0 end) as fit_conversions,
        sum(case when part = 'fit' then 1 - label else 0 end) as fit_others,
        sum(case when part = 'check' then label else 0 end) as checked_conversions,
        sum(case when part = 'check' then 1 - label else 0 end) as checked_others,
        sum(case when part = 'test' then label else 0 end) as test_conversions,
        sum(case when part = 'test' then 1 - label else 0 end) as test_others,
        sum(case when part = 'left_out' then 1 else 0 end) as left_out,
        sum(case when label in (0, 1) then 0 else 1 end) as odd_labels,
        count(*) - count(distinct example_id) as repeated_examples
    from training_examples
    group by model_id

),

judged as (

    select
        *,
        case
            when odd_labels > 0
                then cast(odd_labels as {{ dbt.type_string() }}) || ' examples have a label that is neither 1 nor 0'
            when repeated_examples > 0
                then cast(repeated_examples as {{ dbt.type_string() }})
                    || ' examples have an example_id that stands before'
            when fit_conversions < {{ learning('min_conversions') }} or fit_others < {{ learning('min_conversions') }}
                then 'too few examples: fitting needs {{ learning("min_conversions") }} that converted and as many '
                    || 'that did not, there are '
                    || cast(fit_conversions as {{ dbt.type_string() }})
                    || ' and '
                    || cast(fit_others as {{ dbt.type_string() }})
            when least(checked_conversions, checked_others, test_conversions, test_others)
                < {{ learning('min_checked_conversions') }}
                then 'too few new examples: checking and testing need {{ learning("min_checked_conversions") }} each '
                    || 'that converted and as many that did not; the rarest of the four are ' || cast(
                        least(
                            checked_conversions, checked_others, test_conversions, test_others
                        ) as {{ dbt.type_string() }}
                    )
        end as message
    from counts

)

select
    model_id,
    examples,
    training_examples,
    training_conversions,
    fit_conversions,
    fit_others,
    checked_conversions,
    checked_others,
    test_conversions,
    test_others,
    left_out,
    message || case
        when left_out > 0 and message like 'too few%'
            then '; '
                || cast(left_out as {{ dbt.type_string() }})
                || ' older ones are left out, because what became of them was not known when the test began: '
                || 'a shorter horizon or a longer history leaves more'
        else ''
    end as message,
    message is null as is_learned
from judged
