-- One row per contact or company field that the scored policy reads (age_days fields by the date they are counted from).
-- Only these are unpivoted, however many columns the inputs have.

with scored_conditions as (

    select * from {{ ref('scored_conditions') }}

),

policy_company_rollups as (

    select * from {{ ref('policy_company_rollups') }}

),

fields as (

    select base_field as field from scored_conditions
    union
    select committee_field as field from policy_company_rollups

)

select
    field,
    split_part(field, '.', 1) as entity,
    substring(field, length(split_part(field, '.', 1)) + 2) as column_name
from fields
where split_part(field, '.', 1) in ('contact', 'company')
