-- One row per lead for sales, with what the CRM calls it.
select
    people.person_id,
    people.mail,
    contact_scores.score,
    contact_scores.grade,
    contact_scores.reasons_up
from {{ ref('lead_scoring', 'contact_scores') }} as contact_scores
inner join {{ ref('people') }} as people on contact_scores.contact_id = cast(people.person_id as varchar)
where contact_scores.is_mql
