-- One row per accepted activity row whose (source_system, activity_id) stands more than once or is marked as deleted.
-- row_rank 1 counts: the newest loaded_at, then the greatest md5 of the row as it was read (raw_content).
-- depends_on: {{ ref('erased_keys') }}

{{ config(
    materialized=replaced_row_by_row(),
    incremental_strategy=replace_strategy(),
    unique_key=['source_key', 'activity_id'],
    on_schema_change='fail',
    post_hook=forget_erased_contacts()
) }}

with activity_rows as (

    select
        coalesce(source_system, '') as source_key,
        activity_id, contact_id, occurred_at, loaded_at, loaded_on, activity_type, channel, asset, campaign, value,
        source_system, is_bot, is_deleted
    from {{ ref('stg_activity_rows') }}
    where rejection_reason is null

),

{% if is_incremental() %}
read_again as (

    select distinct source_key, activity_id
    from activity_rows
    where loaded_on >= {{ read_again_from() }}

),

{% endif %}
repeated_keys as (

    select activity_rows.source_key, activity_rows.activity_id
    from activity_rows
    {% if is_incremental() %}
    inner join read_again
        on activity_rows.activity_id = read_again.activity_id
        and activity_rows.source_key = read_again.source_key
    {% endif %}
    group by activity_rows.source_key, activity_rows.activity_id
    having count(*) > 1 or max(case when activity_rows.is_deleted then 1 else 0 end) = 1

),

versions as (

    select
        activity_rows.*,
        {{ columns_to_json([
            'activity_id', 'contact_id', 'occurred_at', 'loaded_at', 'activity_type', 'channel', 'asset', 'campaign',
            'value', 'source_system', 'is_bot', 'is_deleted'
        ], 'activity_rows') }} as raw_content
    from activity_rows
    inner join repeated_keys
        on activity_rows.activity_id = repeated_keys.activity_id
        and activity_rows.source_key = repeated_keys.source_key

)

select
    *,
    row_number() over (
        partition by source_key, activity_id
        order by loaded_at desc, {{ dbt.hash('raw_content') }} desc
    ) as row_rank
from versions
