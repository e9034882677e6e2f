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
        {{ clean_text('employee_count') }} as employee_count,
        {{ clean_text('annual_revenue') }} as annual_revenue,
        {{ clean_text('country') }} as country,
        {{ row_to_json(whole_row('companies')) }} as raw_content
    from companies{{ computed_once() }}

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
    employee_count,
    annual_revenue,
    country,
    raw_content,
    case
        when company_id is null then 'company_id is missing'
        when row_rank > 1 then 'superseded: company_id stands more than once'
    end as rejection_reason
from ranked
