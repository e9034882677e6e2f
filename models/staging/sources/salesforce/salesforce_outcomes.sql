-- One row per lead that was converted, and per opportunity that was created, won or lost and contact that took part in it, in the shape
-- of the input `outcomes`. Who took part: its contact roles, and the lead it was made of. An account's other contacts get nothing.

{{ config(enabled=source_is_on('salesforce')) }}

with converted_leads as (

    select
        {{ source_id('salesforce', 'id') }} as contact_id,
        {{ clean_text('id') }} as lead_id,
        {{ clean_text('converted_opportunity_id') }} as opportunity_id,
        {{ timestamp_value('converted_date') }} as converted_at
    from {{ source_table('salesforce', 'lead') }} as leads
    where {{ boolean_value('is_converted') }}
        and not {{ boolean_value('is_deleted') }}
        and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})

),

participants as (

    select
        {{ clean_text('opportunity_id') }} as opportunity_id,
        {{ source_id('salesforce', 'contact_id') }} as contact_id
    from {{ source_table('salesforce', 'opportunity_contact_role') }} as opportunity_contact_role
    where not {{ boolean_value('is_deleted') }}

    union distinct

    select opportunity_id, contact_id
    from converted_leads
    where opportunity_id is not null

),

opportunities as (

    select
        {{ clean_text('id') }} as opportunity_id,
        {{ timestamp_value('created_date') }} as created_at,
        {# The day it closed has no time: all else of that day came before. -#}
        {{ move_time('minute', 1439, 'cast(cast(' ~ timestamp_value('close_date') ~ ' as date) as timestamp)') }}
            as closed_at,
        {{ clean_text('amount') }} as amount,
        case
            when {{ boolean_value('is_won') }} then 'won'
            when {{ boolean_value('is_closed') }} then 'lost'
        end as ending
    from {{ source_table('salesforce', 'opportunity') }} as opportunity
    where not {{ boolean_value('is_deleted') }}
        and ({{ is_blank('_fivetran_active') }} or {{ boolean_value('_fivetran_active') }})

),

{# An opportunity that was entered after it had ended was open before that. -#}
steps as (

    select
        opportunity_id,
        'opportunity' as outcome_type,
        case
            when ending is not null and created_at >= closed_at then {{ move_time('minute', -1, 'closed_at') }}
            else created_at
        end as occurred_at,
        amount
    from opportunities

    union all

    select opportunity_id, ending as outcome_type, closed_at as occurred_at, amount
    from opportunities
    where ending is not null

)

select
    'salesforce:' || steps.outcome_type || ':' || steps.opportunity_id || ':' || participants.contact_id as outcome_id,
    participants.contact_id,
    steps.outcome_type,
    steps.occurred_at,
    steps.amount,
    cast(null as {{ dbt.type_string() }}) as reason
from steps
inner join participants on steps.opportunity_id = participants.opportunity_id

union all

select
    'salesforce:converted:' || lead_id as outcome_id,
    contact_id,
    'sales_accepted' as outcome_type,
    converted_at as occurred_at,
    cast(null as {{ dbt.type_string() }}) as amount,
    cast(null as {{ dbt.type_string() }}) as reason
from converted_leads
