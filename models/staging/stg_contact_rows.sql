-- One row per row of the input `contacts`, cast, with the reason why it is rejected (null: it keeps the contract).
-- The whole row travels as JSON in raw_content, so that columns which only the user knows reach the rules.

with contacts as (

    select * from {{ lead_scoring.input_relation('contacts') }} as contacts

),

erased_contacts as (

    select contact_id from {{ ref('lead_scoring', 'erased_contacts') }}

),

typed as (

    select
        {{ clean_text('contact_id') }} as contact_id,
        {{ lower_text(clean_text('email')) }} as email,
        {{ clean_text('company_id') }} as company_id,
        {{ timestamp_value('created_at') }} as created_at,
        (not {{ is_blank('created_at') }} and {{ timestamp_value('created_at') }} is null) as has_bad_created_at,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_text('country') }} as country,
        {{ boolean_value('is_deleted') }} as is_deleted,
        {{ row_to_json(whole_row('contacts')) }} as raw_content
    from contacts{{ computed_once() }}

),

ranked as (

    select
        *,
        {{ email_name('email') }} as email_name,
        {{ email_domain('email') }} as email_domain,
        row_number() over (
            partition by contact_id, has_bad_created_at
            order by {{ dbt.hash('raw_content') }} desc, raw_content
        ) as row_rank
    from typed
    where contact_id is null or contact_id not in (select erased_contacts.contact_id from erased_contacts)

)

select
    contact_id,
    email,
    email_name,
    email_domain,
    company_id,
    created_at,
    job_title,
    country,
    is_deleted,
    raw_content,
    case
        when contact_id is null then 'contact_id is missing'
        when has_bad_created_at then 'created_at is no time'
        when row_rank > 1 then 'superseded: contact_id stands more than once'
    end as rejection_reason
from ranked
