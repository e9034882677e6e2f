-- One row per model, contact and stage it ever was in: first and latest entry, number of stays, and days in all of them.
-- The stay that goes on counts up to and including as_of.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

stays as (

    select
        stage_changes.*,
        build.build_id,
        {{ days_between(
            'stage_changes.on_date', 'coalesce(stage_changes.until_date, ' ~ add_days('build.as_of', 1) ~ ')'
        ) }} as days
    from {{ ref('lead_scoring', 'stage_changes') }} as stage_changes
    cross join build
    where stage_changes.to_stage <> 'none'

)

select
    {{ row_hash(['model_id', 'contact_id', 'to_stage']) }} as lifecycle_stage_time_key,
    model_id,
    contact_id,
    to_stage as stage,
    min(on_date) as first_entered_on,
    max(on_date) as latest_entered_on,
    cast(count(*) as integer) as entries,
    cast(sum(days) as integer) as days_in_stage,
    build_id
from stays
group by model_id, contact_id, to_stage, build_id
