-- One row per e-mail domain among the contacts, and whether it is a free-mail domain.
-- A domain is free mail when it equals a listed one or ends in "." and a listed one.

with stg_contacts as (

    select * from {{ ref('lead_scoring', 'stg_contacts') }}

),

policy_free_mail_domains as (

    select * from {{ ref('lead_scoring', 'policy_free_mail_domains') }}

),

domains as (

    select distinct email_domain as domain
    from stg_contacts
    where email_domain is not null

),

{# A left join wants an equality on BigQuery. -#}
free_mail as (

    select distinct domains.domain
    from domains
    inner join policy_free_mail_domains
        on right(domains.domain, length(policy_free_mail_domains.domain) + 1) in (
            policy_free_mail_domains.domain, '.' || policy_free_mail_domains.domain
        )

)

select
    domains.domain,
    free_mail.domain is not null as is_free_mail
from domains
left join free_mail on domains.domain = free_mail.domain
