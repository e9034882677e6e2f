-- One row per company, company field that a scored rule reads and period (valid_from <= day < valid_to): the value as rules
-- compare it. Every company has every field on every day; a missing value is the empty text.

with present_values as (

    select * from {{ ref('lead_scoring', 'present_values') }} where entity = 'company'

),

attribute_periods as (

    select * from {{ ref('lead_scoring', 'attribute_periods') }} where entity = 'company'

)

select
    present_values.entity_id as company_id,
    present_values.field,
    coalesce(attribute_periods.value_text, present_values.value_text) as value_text,
    coalesce(attribute_periods.valid_from, cast('0001-01-01' as date)) as valid_from,
    coalesce(attribute_periods.valid_to, cast('9999-12-31' as date)) as valid_to
from present_values
left join attribute_periods
    on present_values.entity_id = attribute_periods.entity_id
    and present_values.field = attribute_periods.field
