-- One row: companies, accounts that qualify, and how far buying committees are covered.
select
    count(*) as companies,
    count(*) filter (where is_mqa) as mqas,
    count(*) filter (where engaged_contacts > 0) as engaged_companies,
    count(committee_coverage) as judged,
    count(*) filter (where committee_coverage = 1) as fully_covered,
    cast(avg(committee_coverage) filter (where engaged_contacts > 0) as double) as coverage
from company_scores
where model_id = $model_id
