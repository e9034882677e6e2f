-- One row per company record that is the same company as one of another source, with the record that stands for it.
-- They have the same domain, which no source gives to two companies and which is no free-mail domain; the source that comes first in the
-- var counts.

{{ config(enabled=sources_on() | length > 0) }}

with source_company_rows as (

    select
        company_id,
        source_place,
        {{ domain_name(lower_text(clean_text('domain'))) }} as domain
    from {{ ref('lead_scoring', 'source_company_rows') }}

),

policy_free_mail_domains as (

    select * from {{ ref('lead_scoring', 'policy_free_mail_domains') }}

),

domains as (

    select
        domain,
        count(*) as companies,
        count(distinct source_place) as sources
    from source_company_rows
    where domain is not null
    group by domain

)

select
    source_company_rows.company_id,
    source_company_rows.source_place,
    first_value(source_company_rows.company_id) over (
        partition by source_company_rows.domain
        order by source_company_rows.source_place rows between unbounded preceding and current row
    ) as survivor_id
from source_company_rows
inner join domains on source_company_rows.domain = domains.domain
left join policy_free_mail_domains on source_company_rows.domain = policy_free_mail_domains.domain
where domains.sources > 1
    and domains.companies = domains.sources
    and policy_free_mail_domains.domain is null
