-- One row per e-mail domain that belongs to exactly one company.
-- Free-mail domains (and anything below them) and domains that two companies share are left out.

with stg_companies as (

    select * from {{ ref('lead_scoring', 'stg_companies') }}

),

policy_free_mail_domains as (

    select * from {{ ref('lead_scoring', 'policy_free_mail_domains') }}

),

single_domains as (

    select
        domain,
        min(company_id) as company_id
    from stg_companies
    where domain is not null
    group by domain
    having count(*) = 1

)

select
    single_domains.domain,
    single_domains.company_id
from single_domains
left join policy_free_mail_domains on single_domains.domain = policy_free_mail_domains.domain
where policy_free_mail_domains.domain is null
