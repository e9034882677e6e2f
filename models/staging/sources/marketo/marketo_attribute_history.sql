-- One row per change of a field of a lead in Marketo, and one for what it was before the first change, in the shape of the input
-- `attribute_history`. Fields go by the names that marketo_contacts gives them; what counts as it is now, on all days, is left out.

{{ config(enabled=source_is_on('marketo')) }}

{%- set first, second = group_reference(1), group_reference(2) %}

with leads as (

    select
        {{ source_id('marketo', 'id') }} as contact_id,
        {{ timestamp_value('created_at') }} as created_at
    from {{ source_table('marketo', 'lead') }} as leads

),

lead_describe as (

    select
        {{ clean_text('id') }} as field_id,
        max({{ clean_text('restname') }}) as program_name
    from {{ source_table('marketo', 'lead_describe') }} as lead_describe
    group by {{ clean_text('id') }}

),

changes as (

    select
        {{ clean_text('id') }} as change_id,
        {{ source_id('marketo', 'lead_id') }} as contact_id,
        {{ clean_text('primary_attribute_value_id') }} as field_id,
        {{ clean_text('primary_attribute_value') }} as seen_name,
        {{ clean_text('new_value') }} as new_value,
        {{ clean_text('old_value') }} as old_value,
        {{ timestamp_value('activity_date') }} as changed_at
    from {{ source_table('marketo', 'activity_change_data_value') }} as activity_change_data_value

),

{# A column is called `lead_source` where programs say leadSource, and `plan_c` where they say Plan__c. -#}
named as (

    select
        changes.*,
        {{ regexp_replace_all(
            regexp_replace_all(
                lower_text(regexp_replace_all(
                    'coalesce(lead_describe.program_name, changes.seen_name)', '([a-z0-9])([A-Z])', first ~ '_' ~ second
                )),
                '[^a-z0-9]+', '_'
            ),
            '_$', ''
        ) }} as column_name
    from changes
    left join lead_describe on changes.field_id = lead_describe.field_id

),

ranked as (

    select
        *,
        case
            when column_name = 'title' then 'job_title'
            when column_name in ('contact_id', 'company_id', 'is_deleted', 'job_title') then 'marketo_' || column_name
            else column_name
        end as field,
        row_number() over (
            partition by contact_id, column_name
            order by changed_at, length(change_id), change_id
        ) as place,
        row_number() over (
            partition by contact_id, column_name, changed_at
            order by length(change_id) desc, change_id desc
        ) as place_from_last
    from named
    where coalesce(column_name, '') <> 'created_at'

)

select
    'contact' as entity,
    contact_id as id,
    field,
    new_value as value,
    changed_at as valid_from
from ranked
where place_from_last = 1

union all

select
    'contact' as entity,
    ranked.contact_id as id,
    ranked.field,
    ranked.old_value as value,
    leads.created_at as valid_from
from ranked
inner join leads on ranked.contact_id = leads.contact_id
where ranked.place = 1
    and ranked.old_value is not null
    and leads.created_at < ranked.changed_at
