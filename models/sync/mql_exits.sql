-- One row per model and contact that was an MQL and left, or whom sales or a rule put into another stage: the last day on which that
-- was. (An answer on the first day of a stay takes its entry out of the lifecycle.) Who is out of the audience for at most a week and
-- comes back as an MQL has not left: records that are missing for a day, or a model that was not active by mistake, are no news.

with lifecycle_transitions as (

    select * from {{ ref('lead_scoring', 'lifecycle_transitions') }}

),

exits as (

    select
        left_mql.model_id,
        left_mql.contact_id,
        left_mql.on_date
    from lifecycle_transitions as left_mql
    left join lifecycle_transitions as came_back
        on left_mql.model_id = came_back.model_id
        and left_mql.contact_id = came_back.contact_id
        and left_mql.until_date = came_back.on_date
        and came_back.to_stage = 'mql'
    where left_mql.to_stage in ('sales_accepted', 'opportunity', 'won', 'recycled', 'disqualified')
        or (
            left_mql.from_stage = 'mql'
            and (
                left_mql.to_stage <> 'none'
                or coalesce(came_back.on_date > {{ add_days('left_mql.on_date', days_of_news()) }}, true)
            )
        )

)

select
    model_id,
    contact_id,
    max(on_date) as on_date
from exits
group by model_id, contact_id
