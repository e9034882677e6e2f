-- One row per deal that was won, with its main person.
select
    deal_id as outcome_id,
    cast(person_id as varchar) as contact_id,
    'won' as outcome_type,
    closed_at as occurred_at,
    amount
from {{ ref('deals') }}
where is_won
