-- One row per field that rules may use: the contract's columns, further columns of the inputs, derived ones, metrics.
-- Further columns can only be known once there is a row of contacts or companies.

with first_contact as (

    select contact_id as row_id, raw_content
    from {{ ref('stg_contacts') }}
    order by contact_id
    limit 1

),

first_company as (

    select company_id as row_id, raw_content
    from {{ ref('stg_companies') }}
    order by company_id
    limit 1

),

policy_metrics as (

    select * from {{ ref('policy_metrics') }}

),

contact_columns as (

    {{ json_fields('first_contact', 'raw_content', ['row_id']) }}

),

company_columns as (

    {{ json_fields('first_company', 'raw_content', ['row_id']) }}

),

fields as (

    select 'contact.' || field as field from contact_columns
    union
    select 'company.' || field as field from company_columns
    union
    select field from policy_metrics where field is not null
{% for field in known_fields() %}
    union
    select '{{ field }}' as field
{% endfor %}

)

select field from fields
