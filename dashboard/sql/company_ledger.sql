-- One row per part of the company's score; they add up to it.
select entry_type, rule_id, label, contacts, points
from company_ledger
where model_id = $model_id
    and company_id = $company_id
order by entry_type = 'clamp', abs(points) desc, rule_id
