-- One row per company and company field that a scored rule reads: the value as rules compare it.
-- Every company has every field; a missing value is the empty text.

with stg_companies as (

    select * from {{ ref('stg_companies') }}

),

read_fields as (

    select * from {{ ref('read_fields') }} where entity = 'company'

),

values_as_written as (

    select
        stg_companies.company_id,
        read_fields.field,
        {{ json_value('stg_companies.raw_content', 'read_fields.input_column') }} as value
    from stg_companies
    cross join read_fields

)

select
    company_id,
    field,
    coalesce({{ lower_text(clean_text('value')) }}, '') as value_text
from values_as_written
