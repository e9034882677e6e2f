-- One row per tenth of the contacts by score, 1 the best.
select
    decile,
    lowest_score,
    highest_score,
    cast(examples as double) as examples,
    cast(conversions as double) as conversions,
    cast(conversion_rate as double) as conversion_rate,
    cast(lift as double) as lift,
    cast(gain as double) as gain
from evaluation_deciles
where model_id = $model_id
order by decile
