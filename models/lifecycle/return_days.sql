-- One row per model, contact and day on which a positive award came for the first time after sales had rejected or lost the contact.
-- Only then may a recycled contact become an MQL by score again.

with lifecycle_awards as (

    select * from {{ ref('lead_scoring', 'lifecycle_awards') }} where effect = 'points'

),

recycle_days as (

    select contact_id, on_date from {{ ref('lead_scoring', 'lifecycle_outcomes') }} where stage = 'recycled'

),

returns as (

    select
        lifecycle_awards.model_id,
        lifecycle_awards.contact_id,
        min(lifecycle_awards.on_date) as on_date
    from lifecycle_awards
    inner join recycle_days
        on lifecycle_awards.contact_id = recycle_days.contact_id
        and lifecycle_awards.on_date > recycle_days.on_date
    group by lifecycle_awards.model_id, lifecycle_awards.contact_id, recycle_days.on_date

)

select distinct model_id, contact_id, on_date
from returns
