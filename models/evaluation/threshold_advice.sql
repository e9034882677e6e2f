-- One row per evaluated model with a capacity (`leads_per_day` of the settings) and position: the advised threshold, the lowest from which on
-- no cut brings more leads a day than sales can work, with the next lower and the next higher one. A message says what could not be done.

{{ config(enabled=evaluates()) }}

with cuts as (

    select * from {{ ref('lead_scoring', 'threshold_cuts') }} where capacity is not null

),

{# A low cut may bring few new leads, because nearly everybody stood above it on the first day: it is no threshold while a higher one brings
    too many. -#}
too_many as (

    select
        model_id,
        max(cut) as cut
    from cuts
    where leads_per_day > capacity
    group by model_id

),

{# Where even the highest cut brings too many, it is the one. -#}
advised as (

    select
        cuts.model_id,
        coalesce(min(case when too_many.cut is null or cuts.cut > too_many.cut then cuts.cut end), max(cuts.cut)) as cut
    from cuts
    left join too_many on cuts.model_id = too_many.model_id
    group by cuts.model_id

),

neighbours as (

    select
        cuts.model_id,
        advised.cut as advised_cut,
        max(case when cuts.cut < advised.cut then cuts.cut end) as lower_cut,
        min(case when cuts.cut > advised.cut then cuts.cut end) as higher_cut
    from cuts
    inner join advised on cuts.model_id = advised.model_id
    group by cuts.model_id, advised.cut

),

placed as (

    select model_id, 'one_higher' as position, higher_cut as cut from neighbours where higher_cut is not null
    union all
    select model_id, 'advised' as position, advised_cut as cut from neighbours
    union all
    select model_id, 'one_lower' as position, lower_cut as cut from neighbours where lower_cut is not null

)

select
    placed.model_id,
    placed.position,
    placed.cut,
    cuts.capacity,
    cuts.leads_per_day,
    cuts.conversion_rate,
    cuts.rate_from,
    cuts.rate_to,
    cuts.leads_per_30_days,
    cuts.expected_conversions_per_30_days,
    case
        when placed.position <> 'advised' then cuts.note
        when cuts.leads_per_day > cuts.capacity
            then 'even the highest score that occurs brings more leads than sales can work'
        when neighbours.lower_cut is null then 'sales can work every lead: no threshold is needed'
        else cuts.note
    end as message
from placed
inner join neighbours on placed.model_id = neighbours.model_id
inner join cuts
    on placed.model_id = cuts.model_id
    and placed.cut = cuts.cut
