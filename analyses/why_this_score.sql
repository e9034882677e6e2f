-- Why does one contact score what it scores? Every ledger line, biggest first; the points add up to the score.
-- Compile and run with your contact: dbt show --select why_this_score

{{ config(group='lead_scoring') }}

with best_contact as (

    {# Put a contact of yours here, for example: select 'c0010' as contact_id -#}
    select contact_id
    from {{ ref('lead_scoring', 'contact_scores') }}
    order by score desc, contact_id
    limit 1

)

select
    score_ledger.model_id,
    score_ledger.contact_id,
    score_ledger.dimension,
    score_ledger.entry_type,
    score_ledger.label,
    score_ledger.awards,
    score_ledger.points,
    score_ledger.first_on,
    score_ledger.last_on
from {{ ref('lead_scoring', 'score_ledger') }} as score_ledger
inner join best_contact on score_ledger.contact_id = best_contact.contact_id
order by score_ledger.model_id, abs(score_ledger.points) desc, score_ledger.rule_id
