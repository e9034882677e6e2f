-- One row per company and company field that a scored rule reads: the value as rules compare it.
-- Every company has every field; a missing value is the empty text.

with stg_companies as (

    select * from {{ ref('stg_companies') }}

),

read_fields as (

    select * from {{ ref('read_fields') }} where entity = 'company'

),

columns as (

    {{ json_fields('stg_companies', 'raw_content', ['company_id']) }}

)

select
    stg_companies.company_id,
    read_fields.field,
    coalesce({{ lower_text(clean_text('columns.value')) }}, '') as value_text
from stg_companies
cross join read_fields
left join columns
    on stg_companies.company_id = columns.company_id
    and read_fields.column_name = columns.field
