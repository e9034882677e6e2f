-- Leads and share converted by grade
select
    grade,
    any_value(label) as label,
    count(*) as leads,
    count(outcome_id) as converted,
    round(100.0 * count(outcome_id) / count(*), 1) || ' %' as share
from contact_scores
left join read_csv(getvariable('inputs') || '/outcomes.csv', all_varchar = true) using (contact_id)
group by grade
order by grade;

-- Leads and share converted by score
select
    case
        when score < 90 then format('{0} to {1}', score // 10 * 10, score // 10 * 10 + 9)
        else '90 to 100'
    end as score,
    count(*) as leads,
    count(outcome_id) as converted,
    round(100.0 * count(outcome_id) / count(*), 1) || ' %' as share
from contact_scores
left join read_csv(getvariable('inputs') || '/outcomes.csv', all_varchar = true) using (contact_id)
group by all
order by min(contact_scores.score);

-- MQLs
select
    coalesce(is_mql::varchar, 'all leads') as is_mql,
    count(*) as leads,
    count(outcome_id) as converted,
    round(100.0 * count(outcome_id) / count(*), 1) || ' %' as share
from contact_scores
left join read_csv(getvariable('inputs') || '/outcomes.csv', all_varchar = true) using (contact_id)
group by rollup (contact_scores.is_mql)
order by contact_scores.is_mql desc;

-- AUC: how often a converted lead has the higher score of the two, ties counting half
with leads as (
    select
        score,
        outcome_id is not null as converted,
        contact_id::integer > quantile_disc(contact_id::integer, 0.7) over () as is_latest
    from contact_scores
    left join read_csv(getvariable('inputs') || '/outcomes.csv', all_varchar = true) using (contact_id)
),

samples as (
    select 'all leads' as sample, * from leads
    union all
    select 'the latest 30 %' as sample, * from leads where is_latest
),

ranked as (
    select
        *,
        rank() over (partition by sample order by score)
        + (count(*) over (partition by sample, score) - 1) / 2 as mid_rank
    from samples
)

select
    sample,
    count(*) as leads,
    round(
        (sum(mid_rank) filter (converted) - count_if(converted) * (count_if(converted) + 1) / 2)
        / (count_if(converted) * count_if(not converted)),
        3
    ) as auc
from ranked
group by sample
order by sample;

-- The best leads
select rank, contact_id, score, grade, reasons_up, reasons_down
from contact_scores
order by rank, contact_id::integer
limit 5;

-- One lead explained: 653910
select dimension, entry_type, rule_id, label, points::double as points
from score_ledger
where contact_id = '653910'
union all
select null, 'published score', null, null, score
from contact_scores
where contact_id = '653910'
order by entry_type = 'published score', dimension nulls last, entry_type desc, points desc, rule_id;
