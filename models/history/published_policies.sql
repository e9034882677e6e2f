-- One row per model, publication of a policy other than the one before, policy row and filled column: what stood in it.
-- Only added to, once everything inside is built and tested: a policy that is published again later is written again, so that
-- two version_no in a row are always two policies that followed each other.

{{ config(
    materialized='incremental',
    incremental_strategy=replace_strategy(),
    unique_key=['model_id', 'version_no', 'policy_table', 'row_id', 'column_name'],
    partition_by=replaced_by(['model_id', 'version_no']),
    full_refresh=false,
    on_schema_change='append_new_columns'
) }}

with policy_cells as (

    select * from {{ ref('lead_scoring', 'policy_cells') }}

),

policy_versions as (

    select policy_versions.*
    from {{ ref('lead_scoring', 'policy_versions') }} as policy_versions
    inner join {{ ref('lead_scoring', 'policy_models') }} as policy_models
        on policy_versions.model_id = policy_models.model_id
    where policy_models.is_scored

),

build as (

    select * from {{ ref('lead_scoring', 'build') }}

),

published as (

    {% if is_incremental() %}
    select distinct model_id, version_no, policy_version from {{ this }}
    {% else %}
    select model_id, cast(null as integer) as version_no, policy_version from policy_versions where 1 = 0
    {% endif %}

),

last_published as (

    select published.model_id, published.version_no, published.policy_version
    from published
    left join published as later
        on published.model_id = later.model_id
        and published.version_no < later.version_no
    where later.model_id is null

)

select
    policy_versions.model_id,
    cast(coalesce(last_published.version_no, 0) + 1 as integer) as version_no,
    policy_versions.policy_version,
    build.as_of as published_on,
    build.run_at as published_at,
    policy_cells.policy_table,
    policy_cells.row_id,
    policy_cells.column_no,
    policy_cells.column_name,
    policy_cells.value
from policy_versions
inner join policy_cells on policy_versions.model_id = policy_cells.model_id
cross join build
left join last_published on policy_versions.model_id = last_published.model_id
where last_published.model_id is null
    or last_published.policy_version <> policy_versions.policy_version
