-- One row per model and contact on the published day: its place among all scored contacts of the model.
-- rank = 1 + contacts with a higher score; percentile = share of contacts with a lower score, whole percent.

with published_scores as (

    select total_scores.*
    from {{ ref('lead_scoring', 'total_scores') }} as total_scores
    inner join {{ ref('lead_scoring', 'as_of_days') }} as as_of_days
        on total_scores.as_of = as_of_days.as_of
        and as_of_days.is_published

),

ranked as (

    select
        model_id,
        contact_id,
        rank() over (partition by model_id order by score desc) as score_rank,
        rank() over (partition by model_id order by score) - 1 as contacts_below,
        count(*) over (partition by model_id) - 1 as other_contacts
    from published_scores

)

select
    model_id,
    contact_id,
    cast(score_rank as integer) as score_rank,
    cast(
        case
            when other_contacts = 0 then 0
            else {{ whole_division('200 * contacts_below + other_contacts', '2 * other_contacts') }}
        end as integer
    ) as percentile
from ranked
