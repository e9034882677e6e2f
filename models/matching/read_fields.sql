-- One row per contact or company field that the scored policy reads (age_days fields by the date they are counted from).
-- Only these are taken out of the rows, however many columns the inputs have.

with scored_conditions as (

    select * from {{ ref('lead_scoring', 'scored_conditions') }}

),

policy_company_rollups as (

    select * from {{ ref('lead_scoring', 'policy_company_rollups') }}

),

input_fields as (

    select * from {{ ref('lead_scoring', 'input_fields') }}

),

fields as (

    select base_field as field from scored_conditions
    union distinct
    select committee_field as field from policy_company_rollups

)

select
    fields.field,
    {{ nth_part('fields.field', '.', '1') }} as entity,
    input_fields.input_column
from fields
left join input_fields on fields.field = input_fields.field
where {{ nth_part('fields.field', '.', '1') }} in ('contact', 'company')
