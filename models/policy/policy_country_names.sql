-- One row per spelling of a country, in lower case, with the one name that it is known by.
-- A spelling with two names is an error of the policy; the first one is taken here.

with country_names as (

    select * from {{ lead_scoring.policy_relation('country_names') }} as country_names

)

select
    {{ policy_word('country_names.spelling') }} as spelling,
    min({{ clean_text('country_names.country') }}) as country
from country_names
where {{ clean_text('country_names.spelling') }} is not null
    and {{ clean_text('country_names.country') }} is not null
group by {{ policy_word('country_names.spelling') }}
