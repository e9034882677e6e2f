-- One row per contact of a deal in HubSpot that was created, won or lost, in the shape of the input `outcomes`.
-- Deals that were deleted or merged into others are left out.

{{ config(enabled=source_is_on('hubspot')) }}

with deal as (

    select * from {{ source_table('hubspot', 'deal') }} as deal

),

participants as (

    select distinct
        {{ clean_text('deal_id') }} as deal_id,
        {{ source_id('hubspot', 'contact_id') }} as contact_id
    from {{ source_table('hubspot', 'deal_contact') }} as deal_contact

),

deal_pipeline_stage as (

    select * from {{ source_table('hubspot', 'deal_pipeline_stage') }} as deal_pipeline_stage

),

merged_deals as (

    select distinct {{ clean_text('merged_deal_id') }} as deal_id
    from {{ source_table('hubspot', 'merged_deal') }} as merged_deal

),

stages as (

    select
        {{ clean_text('deal_pipeline_stage.stage_id') }} as stage_id,
        max(case when {{ boolean_value('deal_pipeline_stage.is_closed') }} then 1 else 0 end) as is_closed,
        max(case when {{ boolean_value('deal_pipeline_stage.closed_won') }} then 1 else 0 end) as is_won
    from deal_pipeline_stage
    group by {{ clean_text('deal_pipeline_stage.stage_id') }}

),

{# The stages of a portal's first pipeline go by name. -#}
deals as (

    select
        {{ clean_text('deal.deal_id') }} as deal_id,
        {{ timestamp_value('deal.property_createdate') }} as created_at,
        {{ timestamp_value('deal.property_closedate') }} as closed_at,
        {{ clean_text('deal.property_amount') }} as amount,
        {{ clean_text('deal.property_closed_lost_reason') }} as reason,
        case
            when stages.is_won = 1 or {{ clean_text('deal.deal_pipeline_stage_id') }} = 'closedwon' then 'won'
            when stages.is_closed = 1 or {{ clean_text('deal.deal_pipeline_stage_id') }} = 'closedlost' then 'lost'
        end as ending
    from deal
    left join stages on {{ clean_text('deal.deal_pipeline_stage_id') }} = stages.stage_id
    left join merged_deals on {{ clean_text('deal.deal_id') }} = merged_deals.deal_id
    where merged_deals.deal_id is null
        and not {{ boolean_value('deal.is_deleted') }}

),

{# A deal that was entered after it had ended was open before that. -#}
steps as (

    select
        deal_id,
        'opportunity' as outcome_type,
        case
            when ending is not null and created_at >= closed_at then {{ move_time('minute', -1, 'closed_at') }}
            else created_at
        end as occurred_at,
        amount,
        cast(null as {{ dbt.type_string() }}) as reason
    from deals
    where created_at is not null or ending is null

    union all

    select deal_id, ending as outcome_type, closed_at as occurred_at, amount, reason
    from deals
    where ending is not null

)

select
    'hubspot:' || steps.outcome_type || ':' || steps.deal_id || ':' || participants.contact_id as outcome_id,
    participants.contact_id,
    steps.outcome_type,
    steps.occurred_at,
    steps.amount,
    case when steps.outcome_type = 'lost' then steps.reason end as reason
from steps
inner join participants on steps.deal_id = participants.deal_id
