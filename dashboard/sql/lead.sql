-- One row: what is published about one contact.
select
    contact_scores.*,
    crm_contacts.email,
    company_scores.company_name,
    company_scores.score as company_score,
    company_scores.is_mqa,
    contact_movement.change_1d,
    contact_movement.moved_because,
    (select count(*) from contact_scores as others where others.model_id = $model_id) as contacts
from contact_scores
left join contact_movement on contact_scores.contact_score_key = contact_movement.contact_score_key
left join crm_contacts
    on contact_scores.model_id = crm_contacts.model_id
    and contact_scores.contact_id = crm_contacts.contact_id
    and not crm_contacts.is_removed
left join company_scores
    on contact_scores.model_id = company_scores.model_id
    and contact_scores.company_id = company_scores.company_id
where contact_scores.model_id = $model_id
    and contact_scores.contact_id = $contact_id
