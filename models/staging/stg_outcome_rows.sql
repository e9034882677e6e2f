-- One row per row of the input `outcomes`, cast, with the reason why it is rejected (null: it keeps the contract).
-- outcome_type is one of sales_accepted, sales_rejected, opportunity, won, lost.

with outcomes as (

    select * from {{ lead_scoring.input_relation('outcomes') }} as outcomes

),

erased_contacts as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

),

typed as (

    select
        {{ clean_text('outcome_id') }} as outcome_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ policy_word('outcome_type') }} as outcome_type,
        {{ timestamp_value('occurred_at') }} as occurred_at,
        {{ decimal_value('amount') }} as amount,
        (not {{ is_blank('amount') }} and {{ decimal_value('amount') }} is null) as has_bad_amount,
        {{ clean_text('reason') }} as reason,
        {{ row_to_json(whole_row('outcomes')) }} as raw_content
    from outcomes{{ computed_once() }}

),

checked as (

    select
        *,
        case
            when outcome_id is null then 'outcome_id is missing'
            when contact_id is null then 'contact_id is missing'
            when outcome_type is null or outcome_type not in ({{ text_literals(outcome_types()) }})
                then 'outcome_type is not one of {{ outcome_types() | join(", ") }}'
            when occurred_at is null then 'occurred_at is missing or no time'
            when has_bad_amount then 'amount is no number'
        end as broken_reason
    from typed
    where contact_id is null or contact_id not in (select erased_contacts.contact_id from erased_contacts)

),

ranked as (

    select
        *,
        row_number() over (
            partition by outcome_id, broken_reason is null
            order by {{ dbt.hash('raw_content') }} desc, raw_content
        ) as row_rank
    from checked

)

select
    outcome_id,
    contact_id,
    outcome_type,
    occurred_at,
    amount,
    reason,
    raw_content,
    case
        when broken_reason is not null then broken_reason
        when row_rank > 1 then 'superseded: outcome_id stands more than once'
    end as rejection_reason
from ranked
