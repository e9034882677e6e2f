-- One row per model (`*` for inputs), kind (score, grade, field), name and month with months before it: how far the month lies from all of them
-- together, as population stability index. is_alarm from 0.25 above three times what chance alone makes, if there are enough
-- contacts on both sides: so many fields and months are compared that some are always far out.

{{ config(enabled=evaluates()) }}

with totals as (

    select
        *,
        sum(examples) over (partition by model_id, kind, name, month) as month_examples,
        sum(examples_before) over (partition by model_id, kind, name, month) as before_examples
    from {{ ref('lead_scoring', 'drift_counts') }}

),

{# A bucket without contacts counts as if it had half of one. -#}
shares as (

    select
        *,
        cast(greatest(examples, 0.5) as {{ type_double() }}) / month_examples as share,
        cast(greatest(examples_before, 0.5) as {{ type_double() }}) / before_examples as share_before
    from totals
    where month_examples > 0 and before_examples > 0
        and (examples > 0 or examples_before > 0)

),

indexes as (

    select
        model_id,
        kind,
        name,
        month,
        max(month_examples) as examples,
        max(before_examples) as examples_before,
        {{ six_decimals('sum((share - share_before) * ln(share / share_before))') }} as psi,
        {{ exact_ratio(
            '(count(*) - 1) * (max(month_examples) + max(before_examples))',
            'max(month_examples) * max(before_examples)'
        ) }} as psi_by_chance
    from shares
    group by model_id, kind, name, month

)

select
    model_id,
    kind,
    name,
    month,
    cast(examples as bigint) as examples,
    cast(examples_before as bigint) as examples_before,
    psi,
    psi_by_chance,
    psi >= {{ evaluation_default('high_psi') }} + {{ evaluation_default('psi_by_chance_factor') }} * psi_by_chance
    and examples >= {{ evaluation_default('min_month_examples') }}
    and examples_before >= {{ evaluation_default('min_month_examples') }} as is_alarm
from indexes
