-- One row per role that the buying committee wants: the company's contacts in it, and those of them that are engaged.
-- No public table holds the roles.
select
    roles.role,
    count(engagement.contact_id) as contacts,
    count(engagement.contact_id) filter (where engagement.is_engaged) as engaged
from committee_roles as roles
left join contact_engagement as engagement
    on roles.model_id = engagement.model_id
    and roles.role = engagement.role
    and engagement.company_id = $company_id
    and engagement.as_of = $as_of
where roles.model_id = $model_id
group by roles.role
order by engaged desc, contacts desc, roles.role
