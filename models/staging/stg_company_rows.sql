-- One row per row of the input `companies`, cast, with the reason why it is rejected (null: it keeps the contract).
-- The whole row travels as JSON in raw_content, so that columns which only the user knows reach the rules.

with companies as (

    select * from {{ lead_scoring.input_relation('companies') }} as companies

),

typed as (

    select
        {{ clean_text('company_id') }} as company_id,
        {{ clean_text('name') }} as company_name,
        {{ domain_name(lower_text(clean_text('domain'))) }} as domain,
        {{ row_to_json(whole_row('companies')) }} as raw_content
    from companies

),

ranked as (

    select
        *,
        row_number() over (
            partition by company_id
            order by {{ dbt.hash('raw_content') }} desc, raw_content
        ) as row_rank
    from typed

)

select
    company_id,
    company_name,
    domain,
    raw_content,
    case
        when company_id is null then 'company_id is missing'
        when row_rank > 1 then 'superseded: company_id stands more than once'
    end as rejection_reason
from ranked
