-- One row per company, company field that a scored rule reads and period (valid_from <= day < valid_to): the value as rules
-- compare it. Every company has every field on every day; a missing value is the empty text.

with stg_companies as (

    select * from {{ ref('stg_companies') }}

),

read_fields as (

    select * from {{ ref('read_fields') }} where entity = 'company'

),

attribute_periods as (

    select * from {{ ref('attribute_periods') }} where entity = 'company'

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
    values_as_written.company_id,
    values_as_written.field,
    coalesce(
        attribute_periods.value_text, {{ lower_text(clean_text('values_as_written.value')) }}, ''
    ) as value_text,
    coalesce(attribute_periods.valid_from, cast('0001-01-01' as date)) as valid_from,
    coalesce(attribute_periods.valid_to, cast('9999-12-31' as date)) as valid_to
from values_as_written
left join attribute_periods
    on values_as_written.company_id = attribute_periods.entity_id
    and values_as_written.field = attribute_periods.field
