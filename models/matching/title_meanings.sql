-- One row per distinct job title among the contacts, as values are compared: the seniority and job function that its words stand for.
-- Of the patterns that it meets, the one with the lowest priority counts, then the longest, then the first by text. Null: none says so,
-- or the hygiene rule that would fill the field is off.

with stg_contacts as (

    select * from {{ ref('lead_scoring', 'stg_contacts') }}

),

hygiene_rules as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_rules') }}

),

title_patterns as (

    select * from {{ ref('lead_scoring', 'policy_title_patterns') }}

),

known_titles as (

    select distinct {{ lower_text('job_title') }} as job_title
    from stg_contacts
    where job_title is not null

),

titles as (

    select
        job_title,
        {{ title_words('job_title') }} as words
    from known_titles

),

meanings as (

    select
        hygiene_rules.rule_id,
        title_patterns.pattern,
        title_patterns.search_text,
        title_patterns.priority,
        title_patterns.seniority as meaning
    from title_patterns
    inner join hygiene_rules on hygiene_rules.rule_id = 'seniority_from_title'
    where title_patterns.seniority is not null

    union all

    select
        hygiene_rules.rule_id,
        title_patterns.pattern,
        title_patterns.search_text,
        title_patterns.priority,
        title_patterns.job_function as meaning
    from title_patterns
    inner join hygiene_rules on hygiene_rules.rule_id = 'job_function_from_title'
    where title_patterns.job_function is not null

),

met as (

    select
        titles.job_title,
        meanings.rule_id,
        meanings.meaning,
        row_number() over (
            partition by titles.job_title, meanings.rule_id
            order by meanings.priority, length(meanings.search_text) desc, meanings.pattern, meanings.meaning
        ) as meaning_rank
    from titles
    inner join meanings on {{ dbt.position('meanings.search_text', 'titles.words') }} > 0

)

select
    job_title,
    max(case when rule_id = 'seniority_from_title' then meaning end) as seniority,
    max(case when rule_id = 'job_function_from_title' then meaning end) as job_function
from met
where meaning_rank = 1
group by job_title
