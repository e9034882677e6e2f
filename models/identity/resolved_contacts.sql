-- One row per contact that can be scored: merges followed, stubs added for activity without a contact, deleted ones gone, and those
-- that a hygiene rule excludes.
-- created_on is the earliest creation day of the merged contacts (null: unknown). Ids that begin with `anonymous:` become no contact.

with stg_contacts as (

    select * from {{ ref('lead_scoring', 'stg_contacts') }}

),

contact_survivors as (

    select * from {{ ref('lead_scoring', 'contact_survivors') }}

),

contact_activity as (

    select * from {{ ref('lead_scoring', 'contact_activity') }} where known_by = {{ known_now() }}

),

email_domains as (

    select * from {{ ref('lead_scoring', 'email_domains') }}

),

email_companies as (

    select * from {{ ref('lead_scoring', 'email_companies') }}

),

created as (

    select
        contact_survivors.survivor_id as contact_id,
        min(stg_contacts.created_at) as created_at
    from contact_survivors
    left join stg_contacts on contact_survivors.contact_id = stg_contacts.contact_id
    group by contact_survivors.survivor_id

)

select
    created.contact_id,
    stg_contacts.email,
    stg_contacts.job_title,
    stg_contacts.country,
    email_domains.domain as email_domain,
    email_domains.is_free_mail,
    coalesce(
        stg_contacts.company_id,
        case when not email_domains.is_free_mail then email_companies.company_id end
    ) as company_id,
    created.created_at,
    {{ activity_day('created.created_at') }} as created_on,
    contact_activity.last_activity_at,
    stg_contacts.contact_id is null as is_stub,
    stg_contacts.raw_content
from created
left join stg_contacts on created.contact_id = stg_contacts.contact_id
left join contact_activity on created.contact_id = contact_activity.contact_id
left join email_domains on stg_contacts.email_domain = email_domains.domain
left join email_companies on email_domains.domain = email_companies.domain
left join {{ ref('lead_scoring', 'excluded_contacts') }} as excluded_contacts
    on created.contact_id = excluded_contacts.contact_id
where not coalesce(stg_contacts.is_deleted, false)
    and excluded_contacts.contact_id is null
    {# A visitor or an address that nobody is known to have: a contact_merges row may say so later. -#}
    and (stg_contacts.contact_id is not null or created.contact_id not like 'anonymous:%')
