-- One row per field that rules may use: the contract's columns, further columns of the inputs, derived ones, metrics.
-- input_column is the column's name as the input writes it (null: the field is no column). Further columns can only be known
-- once there is a row of contacts or companies.

with first_contact as (

    select raw_content
    from {{ ref('lead_scoring', 'stg_contacts') }}
    order by contact_id
    limit 1

),

first_company as (

    select raw_content
    from {{ ref('lead_scoring', 'stg_companies') }}
    order by company_id
    limit 1

),

policy_metrics as (

    select * from {{ ref('lead_scoring', 'policy_metrics') }}

),

fields as (

    select 'contact.' || {{ lower_text('field_name') }} as field, field_name as input_column
    from {{ json_field_names('first_contact', 'raw_content') }} as contact_columns

    union all

    select 'company.' || {{ lower_text('field_name') }} as field, field_name as input_column
    from {{ json_field_names('first_company', 'raw_content') }} as company_columns

    union all

    select distinct field, cast(null as {{ dbt.type_string() }}) as input_column
    from {{ ref('lead_scoring', 'stg_attribute_history') }}

    union all

    select field, null as input_column
    from policy_metrics
    where field is not null
    {% for field in known_fields() %}
    union all

    select '{{ field }}' as field, null as input_column
    {% endfor %}

)

select
    field,
    max(input_column) as input_column
from fields
group by field
