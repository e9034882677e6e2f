-- One row per company that the search and the filter leave, best first, a page of them; `found` counts all of them.
with found as (

    select *
    from company_scores
    where model_id = $model_id
        and ($search = '' or contains(lower(concat_ws(' ', company_id, company_name)), lower($search)))
        and ($only_mqa = false or is_mqa)

)

select
    found.company_id,
    found.company_name,
    found.score,
    found.grade,
    found.label,
    found.is_mqa,
    found.mqa_since,
    found.counted_contacts,
    found.engaged_contacts,
    cast(found.committee_coverage as double) as committee_coverage,
    found.top_contact_id,
    crm_contacts.email as top_email,
    contact_scores.score as top_score,
    count(*) over () as found
from found
left join contact_scores
    on found.model_id = contact_scores.model_id
    and found.top_contact_id = contact_scores.contact_id
left join crm_contacts
    on found.model_id = crm_contacts.model_id
    and found.top_contact_id = crm_contacts.contact_id
    and not crm_contacts.is_removed
order by found.score desc, found.company_id
limit $page_size offset $skip
