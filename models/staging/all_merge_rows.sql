-- One row per row of the input `contact_merges`, cast, with the reason why it is rejected (null: it keeps the contract).
-- No table of its own: the merges of contacts that must be forgotten are still among them.

{{ config(materialized='ephemeral') }}

with contact_merges as (

    select * from {{ lead_scoring.input_relation('contact_merges') }} as contact_merges

),

typed as (

    select
        {{ clean_text('from_contact_id') }} as from_contact_id,
        {{ clean_text('into_contact_id') }} as into_contact_id,
        {{ timestamp_value('merged_at') }} as merged_at,
        {{ is_blank('merged_at') }} as is_merged_at_blank,
        {{ row_to_json(whole_row('contact_merges')) }} as raw_content
    from contact_merges{{ computed_once() }}

),

checked as (

    select
        *,
        case
            when from_contact_id is null then 'from_contact_id is missing'
            when into_contact_id is null then 'into_contact_id is missing'
            when from_contact_id = into_contact_id then 'a contact cannot be merged into itself'
            when merged_at is null and not is_merged_at_blank then 'merged_at is no time'
        end as broken_reason
    from typed

),

ranked as (

    select
        *,
        row_number() over (
            partition by from_contact_id, broken_reason is null
            order by coalesce(merged_at, cast('0001-01-01' as timestamp)) desc, into_contact_id desc, raw_content
        ) as row_rank
    from checked

)

select
    from_contact_id,
    into_contact_id,
    merged_at,
    raw_content,
    case
        when broken_reason is not null then broken_reason
        when row_rank > 1 then 'superseded: a later merge of the same contact counts'
    end as rejection_reason
from ranked
