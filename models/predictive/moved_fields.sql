-- One row per model and field of which the newest training examples (check) have other values than the older ones (fit): a population
-- stability index so high that the two hardly overlap. Such a field tells the time; what it taught does not hold for what comes, and it
-- is left out of the model, with a warning.

{{ config(enabled=learns()) }}

{% set double = type_double() %}

with training_bins as (

    select * from {{ ref('lead_scoring', 'training_bins') }}

),

{# A bin without examples counts as if it had half of one. -#}
shares as (

    select
        model_id,
        field,
        field_no,
        cast(greatest(fit_examples, 0.5) as {{ double }}) / sum(fit_examples) over (partition by field_no) as fit_share,
        cast(greatest(check_examples, 0.5) as {{ double }})
        / sum(check_examples) over (partition by field_no) as check_share
    from training_bins
    where examples > 0

),

shifts as (

    select
        model_id,
        field,
        field_no,
        {{ to_millionths('sum((check_share - fit_share) * ln(check_share / fit_share))') }} as psi
    from shares
    group by model_id, field, field_no

)

select
    model_id,
    field,
    field_no,
    psi
from shifts
where psi >= {{ learning('moved_psi') }}
