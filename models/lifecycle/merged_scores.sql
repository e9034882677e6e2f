-- One row per model, contact that is several scored contacts in one, and day on which anything changed that was published of them.
-- Of several that had a score on a day one speaks for all (published_as): one that was not disqualified, then one that met an MQL policy or
-- qualified, then the highest score, then the survivor. A null score: none of them had one.

with published_scores as (

    select * from {{ ref('lead_scoring', 'published_scores') }} where as_of <= {{ as_of() }}

),

members as (

    select * from {{ ref('lead_scoring', 'merged_members') }}

),

days as (

    select distinct
        members.model_id,
        members.contact_id,
        published_scores.as_of
    from members
    inner join published_scores
        on members.model_id = published_scores.model_id
        and members.published_as = published_scores.contact_id

),

{# What was published last of each of them holds on each of these days. -#}
member_days as (

    select
        members.model_id,
        members.contact_id,
        members.published_as,
        days.as_of,
        max(published_scores.as_of) over (
            partition by members.model_id, members.published_as
            order by days.as_of rows between unbounded preceding and current row
        ) as published_on
    from members
    inner join days
        on members.model_id = days.model_id
        and members.contact_id = days.contact_id
        and members.first_on <= days.as_of
        and (members.is_scored or members.last_on >= days.as_of)
    left join published_scores
        on members.model_id = published_scores.model_id
        and members.published_as = published_scores.contact_id
        and days.as_of = published_scores.as_of

),

ranked as (

    select
        member_days.model_id,
        member_days.contact_id,
        member_days.as_of,
        member_days.published_as,
        published_scores.score,
        published_scores.grade,
        published_scores.mql_policy_id,
        published_scores.is_below_exit,
        {# What a rule says of one day it says of no other, and of any of them it says of all. -#}
        min(case when member_days.published_on = member_days.as_of then published_scores.qualify_day_rule_id end) over (
            partition by member_days.model_id, member_days.contact_id, member_days.as_of
        ) as qualify_day_rule_id,
        published_scores.qualify_while_rule_id,
        min(
            case when member_days.published_on = member_days.as_of then published_scores.disqualify_day_rule_id end
        ) over (
            partition by member_days.model_id, member_days.contact_id, member_days.as_of
        ) as disqualify_day_rule_id,
        published_scores.disqualify_while_rule_id,
        row_number() over (
            partition by member_days.model_id, member_days.contact_id, member_days.as_of
            order by
                case when published_scores.score is null then 1 else 0 end,
                case when published_scores.disqualify_while_rule_id is null then 0 else 1 end,
                case
                    when coalesce(published_scores.mql_policy_id, published_scores.qualify_while_rule_id) is null
                        then 1
                    else 0
                end,
                published_scores.score desc,
                case when member_days.published_as = member_days.contact_id then 0 else 1 end,
                member_days.published_as
        ) as rank_of_day
    from member_days
    inner join published_scores
        on member_days.model_id = published_scores.model_id
        and member_days.published_as = published_scores.contact_id
        and member_days.published_on = published_scores.as_of

)

select
    model_id,
    contact_id,
    as_of,
    published_as,
    score,
    grade,
    mql_policy_id,
    is_below_exit,
    qualify_day_rule_id,
    qualify_while_rule_id,
    disqualify_day_rule_id,
    disqualify_while_rule_id
from ranked
where rank_of_day = 1
