-- One row per domain of mail providers for people, in lower case.
-- Contacts with such an address are never matched to a company by it.

with free_mail_domains as (

    select * from {{ lead_scoring.policy_relation('free_mail_domains') }} as free_mail_domains

)

select distinct {{ policy_word('domain') }} as domain
from free_mail_domains
where {{ clean_text('domain') }} is not null
