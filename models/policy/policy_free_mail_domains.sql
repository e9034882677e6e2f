-- One row per domain of mail providers for people, in lower case; none while the hygiene rule `free_mail` is off.
-- Contacts with such an address are never matched to a company by it.

with free_mail_domains as (

    select * from {{ lead_scoring.policy_relation('free_mail_domains') }} as free_mail_domains

),

hygiene_rules as (

    select * from {{ ref('lead_scoring', 'policy_hygiene_rules') }}

)

select distinct {{ policy_word('free_mail_domains.domain') }} as domain
from free_mail_domains
inner join hygiene_rules on hygiene_rules.rule_id = 'free_mail'
where {{ clean_text('free_mail_domains.domain') }} is not null
