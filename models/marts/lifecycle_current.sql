-- One row per model and contact that ever was in the model's audience: the stage it is in on as_of, and since when.
-- Contacts that left the audience stand in `none`.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

stage_changes as (

    select * from {{ ref('lead_scoring', 'stage_changes') }}

),

mql_entries as (

    select
        model_id,
        contact_id,
        min(on_date) as first_mql_on,
        max(on_date) as latest_mql_on,
        count(*) as mql_entries
    from stage_changes
    where to_stage = 'mql'
    group by model_id, contact_id

)

select
    {{ row_hash(['stage_changes.model_id', 'stage_changes.contact_id']) }} as lifecycle_current_key,
    stage_changes.model_id,
    stage_changes.contact_id,
    stage_changes.to_stage as stage,
    stage_changes.on_date as since,
    {{ days_between('stage_changes.on_date', 'build.as_of') }} as days_in_stage,
    stage_changes.reason,
    mql_entries.first_mql_on,
    mql_entries.latest_mql_on,
    cast(coalesce(mql_entries.mql_entries, 0) as integer) as mql_entries,
    build.as_of,
    build.build_id
from stage_changes
cross join build
left join mql_entries
    on stage_changes.model_id = mql_entries.model_id
    and stage_changes.contact_id = mql_entries.contact_id
where stage_changes.until_date is null
