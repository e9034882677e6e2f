-- One row: what is published about one company.
select
    company_id,
    company_name,
    score,
    grade,
    label,
    is_mqa,
    mqa_since,
    engaged_contacts,
    cast(committee_coverage as double) as committee_coverage
from company_scores
where model_id = $model_id
    and company_id = $company_id
