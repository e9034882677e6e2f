-- One row per evaluated model, scale (a dimension, `total` or `grade`) and band: the share of contact-days in it that converted, with the
-- 95 % interval. A higher band should convert more often; is_monotonic says whether it does, is_certain_break that it certainly does not.

{{ config(enabled=evaluates()) }}

with counts as (

    select
        model_id,
        scale,
        band,
        max(position) as position,
        count(*) as examples,
        sum(label) as conversions
    from {{ ref('lead_scoring', 'snapshot_bands') }}
    group by model_id, scale, band

),

evaluation_counts as (

    select * from {{ ref('lead_scoring', 'evaluation_counts') }}

),

rates as (

    select
        counts.*,
        evaluation_counts.note,
        case when evaluation_counts.is_enough then {{ exact_ratio('counts.conversions', 'counts.examples') }} end
            as conversion_rate,
        case when evaluation_counts.is_enough then {{ wilson('counts.conversions', 'counts.examples', '-') }} end
            as rate_from,
        case when evaluation_counts.is_enough then {{ wilson('counts.conversions', 'counts.examples', '+') }} end
            as rate_to
    from counts
    inner join evaluation_counts on counts.model_id = evaluation_counts.model_id

),

compared as (

    select
        *,
        lag(conversion_rate) over (partition by model_id, scale order by position, band) as rate_below,
        lag(rate_from) over (partition by model_id, scale order by position, band) as rate_from_below
    from rates

)

select
    model_id,
    scale,
    band,
    position,
    cast(examples as bigint) as examples,
    cast(conversions as bigint) as conversions,
    conversion_rate,
    rate_from,
    rate_to,
    case when position is not null then conversion_rate >= rate_below end as is_monotonic,
    case when position is not null then rate_to < rate_from_below end as is_certain_break,
    note
from compared
