-- One row per finished snapshot and field of its contact or company: the value as of the day where there is attribute history, else the one
-- that the inputs have now. written_after says that a build saw it change only after the day.

{{ config(enabled=evaluates()) }}
{{ config(**table_layout(keys=['model_id', 'contact_id'])) }}

with snapshots as (

    select
        snapshots.model_id, snapshots.as_of, snapshots.contact_id, snapshots.label, resolved_contacts.company_id
    from {{ ref('lead_scoring', 'evaluation_snapshots') }} as snapshots
    inner join {{ ref('lead_scoring', 'resolved_contacts') }} as resolved_contacts
        on snapshots.contact_id = resolved_contacts.contact_id
    where snapshots.is_finished

),

observed_values as (

    select * from {{ ref('lead_scoring', 'observed_values') }}

),

fields as (

    select distinct entity, field from observed_values

),

snapshot_fields as (

    select
        snapshots.model_id, snapshots.as_of, snapshots.contact_id, snapshots.label, fields.field,
        case when fields.entity = 'contact' then snapshots.contact_id else snapshots.company_id end as entity_id
    from snapshots
    cross join fields

),

histories as (

    select
        entity_id,
        field,
        value,
        {{ activity_day('valid_from') }} as valid_from,
        lead({{ activity_day('valid_from') }}) over (
            partition by entity_id, field order by valid_from, {{ dbt.hash("coalesce(value, '')") }}
        ) as valid_to
    from {{ ref('lead_scoring', 'stg_attribute_history') }}

),

with_history as (

    select distinct entity_id, field from histories

),

recorded_changes as (

    select
        entity_id,
        field,
        max(recorded_on) as changed_on
    from {{ ref('lead_scoring', 'recorded_attributes') }}
    where is_change
    group by entity_id, field

)

select
    snapshot_fields.model_id,
    snapshot_fields.as_of,
    snapshot_fields.contact_id,
    snapshot_fields.label,
    snapshot_fields.field,
    {{ clean_text('(case when with_history.field is null then observed_values.value else histories.value end)') }}
        as value,
    with_history.field is not null as is_as_of_day,
    with_history.field is null
    and coalesce(recorded_changes.changed_on > snapshot_fields.as_of, false) as written_after
from snapshot_fields
left join observed_values
    on snapshot_fields.entity_id = observed_values.entity_id
    and snapshot_fields.field = observed_values.field
left join with_history
    on snapshot_fields.entity_id = with_history.entity_id
    and snapshot_fields.field = with_history.field
left join histories
    on snapshot_fields.entity_id = histories.entity_id
    and snapshot_fields.field = histories.field
    and histories.valid_from <= snapshot_fields.as_of
    and (histories.valid_to is null or histories.valid_to > snapshot_fields.as_of)
left join recorded_changes
    on snapshot_fields.entity_id = recorded_changes.entity_id
    and snapshot_fields.field = recorded_changes.field
