-- One row per model, contact and stretch of days on which nothing that was published and decides about the stage changed: whether the
-- contact was in the audience, which MQL policy it met, whether its score was below the exit, which rules qualified or barred it.
-- A stretch runs from as_of to last_on. Scores change far more often: they are looked up for the few days on which a stage changes.

{% set in_order = 'over (partition by model_id, contact_id order by as_of)' -%}

with published_scores as (

    select
        *,
        score is not null as is_in_audience,
        coalesce(qualify_day_rule_id, disqualify_day_rule_id) as day_rule_id
    from {{ ref('lead_scoring', 'published_scores') }}
    where as_of <= {{ as_of() }}

),

{# What a rule says of one day is a stretch of its own. -#}
compared as (

    select
        *,
        lag(is_in_audience) {{ in_order }} is not null
        and day_rule_id is null
        and lag(day_rule_id) {{ in_order }} is null
        {%- for column in [
            'is_in_audience', 'mql_policy_id', 'is_below_exit', 'qualify_while_rule_id', 'disqualify_while_rule_id'
        ] %}
        and {{ same_value(column, 'lag(' ~ column ~ ') ' ~ in_order) }}
        {%- endfor %} as is_same
    from published_scores

),

stretches as (

    select
        *,
        coalesce({{ add_days('lead(as_of) ' ~ in_order, -1) }}, {{ as_of() }}) as last_on,
        lag(is_below_exit) {{ in_order }} as was_below_exit,
        lag(disqualify_while_rule_id) {{ in_order }} as disqualify_while_rule_id_before
    from compared
    where not is_same

)

select
    model_id,
    contact_id,
    as_of,
    last_on,
    is_in_audience,
    mql_policy_id,
    is_below_exit,
    coalesce(is_below_exit and not was_below_exit, false) as is_fall,
    qualify_day_rule_id,
    qualify_while_rule_id,
    disqualify_day_rule_id,
    disqualify_while_rule_id,
    disqualify_while_rule_id_before
from stretches
