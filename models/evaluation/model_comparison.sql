-- One row per champion and challenger: MQLs now in each, who becomes one and who no longer is, and how well each ranks the same contact-days of
-- the backtest. Areas and lifts are null where there are too few conversions; the note says so.

{{ config(enabled=evaluates()) }}

with evaluation_models as (

    select * from {{ ref('lead_scoring', 'evaluation_models') }}

),

movers as (

    select
        champion_id,
        challenger_id,
        count(*) as contacts,
        sum(case when is_mql_now then 1 else 0 end) as champion_mqls,
        sum(case when is_mql_then then 1 else 0 end) as challenger_mqls,
        sum(case when move = 'becomes_mql' then 1 else 0 end) as become_mql,
        sum(case when move = 'no_longer_mql' then 1 else 0 end) as no_longer_mql,
        sum(case when places > 0 then 1 else 0 end) as moved_up,
        sum(case when places < 0 then 1 else 0 end) as moved_down
    from {{ ref('lead_scoring', 'model_movers') }}
    group by champion_id, challenger_id

),

areas as (

    select
        champion_id,
        challenger_id,
        max(examples) as examples,
        max(conversions) as conversions,
        max(case when side = 'champion' then auc end) as champion_auc,
        max(case when side = 'challenger' then auc end) as challenger_auc,
        max(case when side = 'champion' then best_tenth_lift end) as champion_lift,
        max(case when side = 'challenger' then best_tenth_lift end) as challenger_lift
    from {{ ref('lead_scoring', 'compared_areas') }}
    group by champion_id, challenger_id

)

select
    movers.champion_id,
    movers.challenger_id,
    cast(movers.contacts as integer) as contacts,
    cast(movers.champion_mqls as integer) as champion_mqls,
    cast(movers.challenger_mqls as integer) as challenger_mqls,
    cast(movers.become_mql as integer) as become_mql,
    cast(movers.no_longer_mql as integer) as no_longer_mql,
    cast(movers.moved_up as integer) as moved_up,
    cast(movers.moved_down as integer) as moved_down,
    coalesce(areas.examples, 0) as examples,
    coalesce(areas.conversions, 0) as conversions,
    case when areas.conversions >= counts.min_conversions then areas.champion_auc end as champion_auc,
    case when areas.conversions >= counts.min_conversions then areas.challenger_auc end as challenger_auc,
    case when areas.conversions >= counts.min_conversions then areas.champion_lift end as champion_best_tenth_lift,
    case when areas.conversions >= counts.min_conversions then areas.challenger_lift end as challenger_best_tenth_lift,
    case
        when champions.horizon_days <> challengers.horizon_days or champions.outcomes <> challengers.outcomes
            then 'the two are measured by other outcomes or another horizon (`models` of the settings): '
                || 'which is better cannot be said'
        when areas.conversions is null
            then 'the two have no finished day in common: build or backfill their history first'
        when areas.conversions < counts.min_conversions
            then 'too few: ' || cast(areas.conversions as {{ dbt.type_string() }}) || ' conversions, '
                || cast(counts.min_conversions as {{ dbt.type_string() }}) || ' are needed'
        when areas.conversions = areas.examples then 'everybody converted: there is nothing to tell apart'
    end as note
from movers
inner join evaluation_models as champions on movers.champion_id = champions.model_id
inner join evaluation_models as challengers on movers.challenger_id = challengers.model_id
inner join {{ ref('lead_scoring', 'evaluation_counts') }} as counts on movers.champion_id = counts.model_id
left join areas
    on movers.champion_id = areas.champion_id
    and movers.challenger_id = areas.challenger_id
