-- One row per prospect of an opportunity in Pardot that was created, won or lost, in the shape of the input `outcomes`.
-- Opportunities that were deleted are left out.

{{ config(enabled=source_is_on('pardot')) }}

with participants as (

    select distinct
        {{ clean_text('opportunity_id') }} as opportunity_id,
        {{ source_id('pardot', 'prospect_id') }} as contact_id
    from {{ source_table('pardot', 'opportunity_prospect') }} as opportunity_prospect
    where not {{ boolean_value('_fivetran_deleted') }}

),

opportunities as (

    select
        {{ clean_text('id') }} as opportunity_id,
        {{ timestamp_value('created_at') }} as created_at,
        {{ timestamp_value('closed_at') }} as closed_at,
        {{ clean_text('value') }} as amount,
        {{ lower_text(clean_text('status')) }} as status
    from {{ source_table('pardot', 'opportunity') }} as opportunity
    where not {{ boolean_value('_fivetran_deleted') }}

),

{# An opportunity that was entered after it had ended was open before that. -#}
steps as (

    select
        opportunity_id,
        'opportunity' as outcome_type,
        case
            when status in ('won', 'lost') and created_at >= closed_at then {{ move_time('minute', -1, 'closed_at') }}
            else created_at
        end as occurred_at,
        amount
    from opportunities
    where created_at is not null or coalesce(status, '') not in ('won', 'lost')

    union all

    select opportunity_id, status as outcome_type, closed_at as occurred_at, amount
    from opportunities
    where status in ('won', 'lost')

)

select
    'pardot:' || steps.outcome_type || ':' || steps.opportunity_id || ':' || participants.contact_id as outcome_id,
    participants.contact_id,
    steps.outcome_type,
    steps.occurred_at,
    steps.amount,
    cast(null as {{ dbt.type_string() }}) as reason
from steps
inner join participants on steps.opportunity_id = participants.opportunity_id
