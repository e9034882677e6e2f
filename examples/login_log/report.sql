-- Users by grade
select
    grade,
    any_value(label) as label,
    count(*) as users,
    count(rule_id) as ever_adopted,
    count_if(is_mql) as mqls,
    min(score) || ' to ' || max(score) as scores
from contact_scores
left join (select contact_id, rule_id from score_ledger where rule_id = 'adopted') using (contact_id)
group by grade
order by grade;

-- Adopted users, three definitions
select 'three days within seven, ever: rule `adopted`' as definition, count(*) as users
from score_ledger
where rule_id = 'adopted'
union all
select 'three of the last seven days: rule `active_now`', count(*)
from score_ledger
where rule_id = 'active_now'
union all
select 'three days of one calendar week, ever: no rule, counted in the log', count(distinct contact_id)
from (
    select contact_id
    from read_parquet(getvariable('inputs') || '/activities.parquet')
    group by contact_id, date_trunc('week', occurred_at::date)
    having count(distinct occurred_at) >= 3
);

-- What each rule awards
select rule_id, count(*) as users, sum(awards)::bigint as awards, round(sum(points))::integer as points
from score_ledger
where entry_type = 'rule'
group by rule_id
order by points desc;

-- The best users
select rank, contact_id, company_id, score, grade, last_activity_at::date as last_login, reasons_up
from contact_scores
order by rank, contact_id::integer
limit 3;

-- One user explained: 11270
select dimension, entry_type, rule_id, awards, first_on, last_on, points::double as points
from score_ledger
where contact_id = '11270'
union all
select null, 'published score', null, null, null, null, score
from contact_scores
where contact_id = '11270'
order by entry_type = 'published score', dimension nulls last, entry_type desc, points desc, rule_id;

-- The best organisations
select company_name, score, grade, is_mqa, counted_contacts, engaged_contacts, top_contact_id
from company_scores
order by score desc, company_id::integer
limit 3;
