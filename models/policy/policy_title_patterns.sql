-- One row per pattern of words in a job title: the seniority or job function that it stands for, and in which order patterns count.
-- search_text is what is looked for in the words of a title: blanks stand for the ends of words, and a `*` leaves one open.

with title_patterns as (

    select * from {{ lead_scoring.policy_relation('title_patterns') }} as title_patterns

),

typed as (

    select
        {{ policy_word('pattern') }} as pattern,
        {{ policy_word('seniority') }} as seniority,
        {{ policy_word('job_function') }} as job_function,
        coalesce({{ policy_integer('priority') }}, 100) as priority
    from title_patterns
    where {{ clean_text('pattern') }} is not null

)

select distinct
    pattern,
    seniority,
    job_function,
    priority,
    case when pattern like '*%' then '' else ' ' end
    || trim({{ title_words("replace(pattern, '*', '')") }})
    || case when pattern like '%*' then '' else ' ' end as search_text
from typed
