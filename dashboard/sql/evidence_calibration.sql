-- One row per scale and band, the lowest band first: the share that converted, with its 95 % interval.
select
    scale,
    band,
    position,
    examples,
    conversions,
    cast(conversion_rate as double) as conversion_rate,
    cast(rate_from as double) as rate_from,
    cast(rate_to as double) as rate_to
from evaluation_calibration
where model_id = $model_id
order by scale, position nulls last, band desc
