-- One row per contact whose id, e-mail or company holds the text, taken literally: exact ids first, then by score.
select
    contact_scores.contact_id,
    crm_contacts.email,
    company_scores.company_name,
    contact_scores.score
from contact_scores
left join crm_contacts
    on contact_scores.model_id = crm_contacts.model_id
    and contact_scores.contact_id = crm_contacts.contact_id
    and not crm_contacts.is_removed
left join company_scores
    on contact_scores.model_id = company_scores.model_id
    and contact_scores.company_id = company_scores.company_id
where contact_scores.model_id = $model_id
    and contains(
        lower(concat_ws(' ', contact_scores.contact_id, crm_contacts.email, company_scores.company_name)),
        lower($search)
    )
order by
    lower(contact_scores.contact_id) <> lower($search),
    contact_scores.score desc,
    contact_scores.contact_id
limit 20
