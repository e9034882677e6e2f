-- One row per model, contact and stretch of days on which nothing that was published and decides about the stage changed: whether the
-- contact was in the audience, which MQL policy it met, whether its score was below the exit, which rules qualified or barred it.
-- A stretch runs from as_of to last_on. Scores change far more often: they are looked up for the few days on which a stage changes.

{% set in_order = 'over (partition by model_id, contact_id order by as_of)' -%}

with lifecycle_scores as (

    select
        *,
        score is not null as is_in_audience,
        coalesce(qualify_day_rule_id, disqualify_day_rule_id) as day_rule_id
    from {{ ref('lead_scoring', 'lifecycle_scores') }}

),

neighbours as (

    select
        *,
        lag(as_of) {{ in_order }} as day_before,
        lag(day_rule_id) {{ in_order }} as day_rule_id_before,
        lag(mql_policy_id) {{ in_order }} as mql_policy_id_before,
        lag(is_below_exit) {{ in_order }} as was_below_exit,
        lag(qualify_while_rule_id) {{ in_order }} as qualify_while_rule_id_before,
        lag(disqualify_while_rule_id) {{ in_order }} as disqualify_while_rule_id_before
    from lifecycle_scores

),

{# What a rule says of one day is a stretch of its own. Outside the audience, and only there, is_below_exit is null. -#}
changes as (

    select *
    from neighbours
    where day_before is null
        or coalesce(day_rule_id, day_rule_id_before) is not null
        or not {{ same_value('mql_policy_id', 'mql_policy_id_before') }}
        or not {{ same_value('is_below_exit', 'was_below_exit') }}
        or not {{ same_value('qualify_while_rule_id', 'qualify_while_rule_id_before') }}
        or not {{ same_value('disqualify_while_rule_id', 'disqualify_while_rule_id_before') }}

)

select
    model_id,
    contact_id,
    as_of,
    coalesce({{ add_days('lead(as_of) ' ~ in_order, -1) }}, {{ as_of() }}) as last_on,
    is_in_audience,
    mql_policy_id,
    is_below_exit,
    coalesce(is_below_exit and not was_below_exit, false) as is_fall,
    qualify_day_rule_id,
    qualify_while_rule_id,
    disqualify_day_rule_id,
    disqualify_while_rule_id,
    disqualify_while_rule_id_before
from changes
