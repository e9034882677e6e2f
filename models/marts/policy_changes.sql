-- One row per model, published policy that differs from the one before, and policy cell that changed or row that came or went.
-- Two published policies that follow each other differ in at least one row here.

with build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

compared_policies as (

    select * from {{ ref('lead_scoring', 'compared_policies') }}

),

versions as (

    select distinct model_id, version_no, policy_version, published_on, published_at
    from {{ ref('lead_scoring', 'published_policies') }}

),

changes as (

    select
        model_id,
        version_no,
        policy_table,
        row_id,
        'changed' as change,
        column_name,
        value_before,
        value_after
    from compared_policies
    where row_change is null
        and coalesce(value_before, '') <> coalesce(value_after, '')

    union all

    select
        model_id,
        version_no,
        policy_table,
        row_id,
        row_change as change,
        cast(null as {{ dbt.type_string() }}) as column_name,
        {{ join_text("column_name || '=' || value_before", '; ', 'column_no') }} as value_before,
        {{ join_text("column_name || '=' || value_after", '; ', 'column_no') }} as value_after
    from compared_policies
    where row_change is not null
    group by model_id, version_no, policy_table, row_id, row_change

)

select
    {{ row_hash([
        'changes.model_id', 'changes.version_no', 'changes.policy_table', 'changes.row_id', 'changes.column_name'
    ]) }} as policy_change_key,
    changes.model_id,
    earlier.policy_version as from_version,
    later.policy_version as to_version,
    changes.version_no as to_version_no,
    earlier.published_on as from_published_on,
    later.published_on as changed_on,
    later.published_at as changed_at,
    changes.policy_table,
    changes.row_id,
    changes.change,
    changes.column_name,
    changes.value_before,
    changes.value_after,
    build.build_id
from changes
inner join versions as later
    on changes.model_id = later.model_id
    and changes.version_no = later.version_no
inner join versions as earlier
    on changes.model_id = earlier.model_id
    and changes.version_no = earlier.version_no + 1
cross join build
