-- One row per evaluated model and score that occurs on finished snapshot days: contact-days and conversions with it and above it.
-- Everything that ranks by score is computed from here, so that equal scores are one group everywhere.

{{ config(enabled=evaluates()) }}

with score_counts as (

    select
        model_id,
        score,
        count(*) as examples,
        sum(label) as conversions
    from {{ ref('lead_scoring', 'evaluation_snapshots') }}
    where is_finished
    group by model_id, score

),

running as (

    select
        *,
        sum(examples) over (partition by model_id order by score desc rows unbounded preceding) as examples_from,
        sum(conversions) over (partition by model_id order by score desc rows unbounded preceding) as conversions_from
    from score_counts

)

select
    model_id,
    score,
    cast(examples as bigint) as examples,
    cast(conversions as bigint) as conversions,
    cast(examples_from - examples as bigint) as examples_above,
    cast(conversions_from - conversions as bigint) as conversions_above
from running
