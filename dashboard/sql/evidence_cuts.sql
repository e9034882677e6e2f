-- One row per possible threshold: what sales would get if all contacts with at least this score were handed over.
select
    cut,
    cast(standing_contacts as double) as standing_contacts,
    cast(expected_conversions as double) as expected_conversions,
    cast(conversion_precision as double) as conversion_precision,
    cast(recall as double) as recall,
    cast(lift as double) as lift
from evaluation_cuts
where model_id = $model_id
order by cut
