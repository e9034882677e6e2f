-- One row per advised threshold and its neighbours, for the number of leads that sales can work.
select
    position,
    cut,
    cast(capacity as double) as capacity,
    cast(leads_per_day as double) as leads_per_day,
    cast(conversion_rate as double) as conversion_rate,
    cast(leads_per_30_days as double) as leads_per_30_days,
    cast(expected_conversions_per_30_days as double) as conversions_per_30_days,
    message
from threshold_advice
where model_id = $model_id
order by cut desc
