-- One row per contact of the company, the best 15.
select
    contact_scores.contact_id,
    crm_contacts.email,
    contact_scores.score,
    contact_scores.grade,
    contact_scores.is_mql,
    contact_scores.stage,
    contact_scores.reasons_up,
    count(*) over () as found
from contact_scores
left join crm_contacts
    on contact_scores.model_id = crm_contacts.model_id
    and contact_scores.contact_id = crm_contacts.contact_id
    and not crm_contacts.is_removed
where contact_scores.model_id = $model_id
    and contact_scores.company_id = $company_id
order by contact_scores.score desc, contact_scores.contact_id
limit 15
