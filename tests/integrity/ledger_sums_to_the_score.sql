-- Invariant: for every model, contact and scored day the ledger adds up to the exact score, and that rounds to the published
-- one. A contact without a ledger row has a score of 0.

with ledger as (

    select
        model_id,
        contact_id,
        as_of,
        sum(points) as points
    from {{ ref('lead_scoring', 'ledger_entries') }}
    group by model_id, contact_id, as_of

),

total_scores as (

    select * from {{ ref('lead_scoring', 'total_scores') }}

)

select
    coalesce(total_scores.model_id, ledger.model_id) as model_id,
    coalesce(total_scores.contact_id, ledger.contact_id) as contact_id,
    coalesce(total_scores.as_of, ledger.as_of) as as_of,
    total_scores.exact_score,
    total_scores.score,
    ledger.points
from total_scores
full outer join ledger
    on total_scores.model_id = ledger.model_id
    and total_scores.contact_id = ledger.contact_id
    and total_scores.as_of = ledger.as_of
where total_scores.score is null
    or coalesce(ledger.points, 0) <> total_scores.exact_score
    or round(total_scores.exact_score, 0) <> total_scores.score
