-- One row per model, contact and stretch of days on which nothing that was published about the contact changed.
-- A stretch runs from as_of to last_on; a null score says that the contact was outside the audience.

with published_scores as (

    select * from {{ ref('lead_scoring', 'published_scores') }} where as_of <= {{ as_of() }}

),

stretches as (

    select
        *,
        coalesce(
            {{ add_days('lead(as_of) over (partition by model_id, contact_id order by as_of)', -1) }}, {{ as_of() }}
        ) as last_on,
        lag(is_below_exit) over (partition by model_id, contact_id order by as_of) as was_below_exit,
        lag(disqualify_while_rule_id) over (partition by model_id, contact_id order by as_of)
            as disqualify_while_rule_id_before
    from published_scores

)

select
    *,
    score is not null as is_in_audience,
    coalesce(is_below_exit and not was_below_exit, false) as is_fall
from stretches
