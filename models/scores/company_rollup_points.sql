-- One row per model, scored day and company with contacts in the audience: the roll-up of their scores, and who is engaged.
-- Only contacts above the roll-up's min_contact_score count, best first; points are exact decimals with 6 places.

with contact_engagement as (

    select * from {{ ref('lead_scoring', 'contact_engagement') }}

),

company_rollups as (

    select * from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

ranked as (

    select
        contact_engagement.*,
        company_rollups.method,
        company_rollups.top_n,
        company_rollups.ratio,
        company_rollups.min_contact_score is null
        or contact_engagement.score > company_rollups.min_contact_score as is_counted
    from contact_engagement
    inner join company_rollups on contact_engagement.model_id = company_rollups.model_id

),

{# Contacts are ranked by score, so those above the minimum are the first ranks. -#}
weighted as (

    select
        *,
        case
            when not is_counted then 0
            when method = 'max' and company_rank > 1 then 0
            when method = 'top_n' and company_rank > top_n then 0
            when method = 'diminishing' then {{ rank_weight('ratio', 'company_rank') }}
            else 1000000000
        end as weight
    from ranked

),

summed as (

    select
        model_id,
        company_id,
        as_of,
        method,
        sum(case when is_counted then 1 else 0 end) as counted_contacts,
        sum(case when is_engaged then 1 else 0 end) as engaged_contacts,
        min(case when company_rank = 1 then contact_id end) as top_contact_id,
        cast(
            round(
                cast(sum(cast(score as bigint) * cast(weight as bigint)) as numeric(27, 0))
                * cast(0.000000001 as numeric(10, 9)),
                6
            ) as numeric(28, 6)
        ) as summed_points
    from weighted
    group by model_id, company_id, as_of, method

)

select
    model_id,
    company_id,
    as_of,
    cast(counted_contacts as bigint) as counted_contacts,
    cast(engaged_contacts as integer) as engaged_contacts,
    top_contact_id,
    cast(
        case
            when method = 'average' then coalesce({{ exact_ratio('summed_points', 'counted_contacts') }}, 0)
            else summed_points
        end as numeric(28, 6)
    ) as points
from summed
