-- One row per champion, challenger and side (champion, challenger): how well the side ranks the contact-days that both scored, and the share of
-- conversions in the best tenth of them. Equal scores count half, and a score at the edge of the tenth with the part that is inside.

{{ config(enabled=evaluates()) }}

with compared_snapshots as (

    select * from {{ ref('lead_scoring', 'compared_snapshots') }}

),

scored as (

    select champion_id, challenger_id, 'champion' as side, champion_score as score, label from compared_snapshots
    union all
    select champion_id, challenger_id, 'challenger' as side, challenger_score as score, label from compared_snapshots

),

{{ areas_under_curve(['champion_id', 'challenger_id', 'side']) }},

from_above as (

    select
        champion_id,
        challenger_id,
        side,
        conversions,
        conversions + others as examples,
        sum(conversions + others) over (
            partition by champion_id, challenger_id, side order by score desc rows unbounded preceding
        ) as examples_from
    from score_counts

),

best_tenths as (

    select
        from_above.champion_id,
        from_above.challenger_id,
        from_above.side,
        sum({{ exact_ratio(
            'from_above.conversions * (least(areas.examples, from_above.examples_from * 10)'
            ~ ' - (from_above.examples_from - from_above.examples) * 10)',
            'from_above.examples * 10'
        ) }}) as conversions
    from from_above
    inner join areas
        on from_above.champion_id = areas.champion_id
        and from_above.challenger_id = areas.challenger_id
        and from_above.side = areas.side
    where (from_above.examples_from - from_above.examples) * 10 < areas.examples
    group by from_above.champion_id, from_above.challenger_id, from_above.side

)

select
    areas.champion_id,
    areas.challenger_id,
    areas.side,
    cast(areas.examples as bigint) as examples,
    cast(areas.conversions as bigint) as conversions,
    cast(areas.auc as numeric(28, 6)) as auc,
    {{ exact_ratio('best_tenths.conversions * 10', 'areas.conversions') }} as best_tenth_lift
from areas
inner join best_tenths
    on areas.champion_id = best_tenths.champion_id
    and areas.challenger_id = best_tenths.challenger_id
    and areas.side = best_tenths.side
