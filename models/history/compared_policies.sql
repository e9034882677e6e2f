-- One row per model, published policy but the first and column filled in it or in the one before: its value in both, null where
-- blank. row_change says whether the whole row was added or removed; it is null where the row stands in both policies.

with published_policies as (

    select * from {{ ref('lead_scoring', 'published_policies') }}

),

last_numbers as (

    select
        model_id,
        min(version_no) as first_no,
        max(version_no) as last_no
    from published_policies
    group by model_id

),

{# A cell of two policies that follow each other stands under the number of the later one, once from each. -#}
cells as (

    select
        model_id,
        version_no,
        policy_table,
        row_id,
        column_no,
        column_name,
        cast(null as {{ dbt.type_string() }}) as value_before,
        value as value_after
    from published_policies

    union all

    select
        model_id,
        version_no + 1 as version_no,
        policy_table,
        row_id,
        column_no,
        column_name,
        value as value_before,
        cast(null as {{ dbt.type_string() }}) as value_after
    from published_policies

),

compared as (

    select
        cells.model_id,
        cells.version_no,
        cells.policy_table,
        cells.row_id,
        cells.column_no,
        cells.column_name,
        max(cells.value_before) as value_before,
        max(cells.value_after) as value_after
    from cells
    inner join last_numbers
        on cells.model_id = last_numbers.model_id
        and cells.version_no > last_numbers.first_no
        and cells.version_no <= last_numbers.last_no
    group by
        cells.model_id, cells.version_no, cells.policy_table, cells.row_id, cells.column_no, cells.column_name

),

policy_rows as (

    select
        model_id,
        version_no,
        policy_table,
        row_id,
        case when count(value_before) = 0 then 'added' when count(value_after) = 0 then 'removed' end as row_change
    from compared
    group by model_id, version_no, policy_table, row_id

)

select
    compared.*,
    policy_rows.row_change
from compared
inner join policy_rows
    on compared.model_id = policy_rows.model_id
    and compared.version_no = policy_rows.version_no
    and compared.policy_table = policy_rows.policy_table
    and compared.row_id = policy_rows.row_id
