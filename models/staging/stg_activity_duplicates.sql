-- One row per accepted activity row whose (source_system, activity_id) stands more than once or is marked as deleted.
-- row_rank 1 counts: the newest loaded_at, then the greatest md5 of the row as it was read (raw_content, without what only hygiene
-- reads), then the greatest user_agent and network.

{# Rows that stand once, nearly all, are read by their key alone. Built anew each time: a version that is gone from the input is gone. -#}
with repeated_keys as (

    select
        coalesce(activity_rows.source_system, '') as source_key,
        activity_rows.activity_id
    from {{ ref('lead_scoring', 'stg_activity_rows') }} as activity_rows
    where activity_rows.rejection_reason is null
    group by coalesce(activity_rows.source_system, ''), activity_rows.activity_id
    having count(*) > 1 or max(case when activity_rows.is_deleted then 1 else 0 end) = 1

),

versions as (

    select
        repeated_keys.source_key,
        activity_rows.activity_id,
        activity_rows.contact_id,
        activity_rows.occurred_at,
        activity_rows.loaded_at,
        activity_rows.loaded_on,
        activity_rows.activity_type,
        activity_rows.channel,
        activity_rows.asset,
        activity_rows.campaign,
        activity_rows.value,
        activity_rows.source_system,
        activity_rows.is_bot,
        activity_rows.is_deleted,
        activity_rows.user_agent,
        activity_rows.network,
        {{ columns_to_json([
            'activity_id', 'contact_id', 'occurred_at', 'loaded_at', 'activity_type', 'channel', 'asset', 'campaign',
            'value', 'source_system', 'is_bot', 'is_deleted'
        ], 'activity_rows') }} as raw_content
    from {{ ref('lead_scoring', 'stg_activity_rows') }} as activity_rows
    inner join repeated_keys
        on activity_rows.activity_id = repeated_keys.activity_id
        and coalesce(activity_rows.source_system, '') = repeated_keys.source_key
    where activity_rows.rejection_reason is null

)

select
    *,
    row_number() over (
        partition by source_key, activity_id
        order by
            loaded_at desc,
            {{ dbt.hash('raw_content') }} desc,
            coalesce(user_agent, '') desc,
            coalesce(network, '') desc
    ) as row_rank
from versions
