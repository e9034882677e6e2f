-- One row per contact that the search and the filters leave, a page of them; `found` counts all of them.
-- The search is a part of the id, e-mail, company, grade label or reasons, taken literally.
with leads as (

    select
        contact_scores.*,
        crm_contacts.email,
        company_scores.company_name,
        contact_movement.is_new_mql,
        contact_movement.is_falling,
        contact_movement.is_reengaged
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

),

found as (

    select *
    from leads
    where (
        $search = ''
        or contains(
            lower(concat_ws(' ', contact_id, email, company_id, company_name, label, reasons_up)), lower($search)
        )
    )
    and ($grade = '' or grade = $grade)
    and case $show
        when 'to_call' then stage in ('lead', 'mql')
        when 'open' then stage in ('lead', 'mql', 'recycled')
        when 'mql' then is_mql
        when 'new' then is_new_mql
        when 'rising' then change_7d > 0
        when 'falling' then is_falling
        when 'back' then is_reengaged
        else true
    end

)

select
    contact_id,
    email,
    company_name,
    score,
    grade,
    label,
    next_action,
    stage,
    is_mql,
    mql_since,
    rank,
    change_7d,
    last_activity_at,
    reasons_up,
    reasons_down,
    count(*) over () as found
from found
order by
    case $show when 'rising' then change_7d when 'falling' then -change_7d end desc nulls last,
    score desc,
    contact_id
limit $page_size offset $skip
