-- One row per field of contacts and their companies, month of creation of the contact, and bucket: contacts. Buckets are values, those of fewer
-- than 20 contacts together, and fifths of a number; missing is one. model_id is `*`: inputs are those of all models.

{{ config(enabled=evaluates()) }}

{% set bins = evaluation_default('number_bins') %}

with observed_values as (

    select * from {{ ref('lead_scoring', 'observed_values') }}

),

contacts as (

    select
        contact_id,
        company_id,
        substring(cast(created_on as {{ dbt.type_string() }}), 1, 7) as month
    from {{ ref('lead_scoring', 'resolved_contacts') }}
    where created_on <= {{ as_of() }} and not is_stub

),

observed as (

    select
        contacts.month,
        observed_values.field,
        {{ clean_text('observed_values.value') }} as value
    from contacts
    inner join observed_values
        on observed_values.entity = 'contact' and contacts.contact_id = observed_values.entity_id
        or observed_values.entity = 'company' and contacts.company_id = observed_values.entity_id

),

counted as (

    select
        month,
        field,
        value,
        {{ number_value('value') }} as value_number,
        count(*) as examples
    from observed
    group by month, field, value

),

values_of_fields as (

    select
        field,
        value,
        max(value_number) as value_number,
        sum(examples) as examples
    from counted
    group by field, value

),

number_fields as (

    select field
    from values_of_fields
    group by field
    having count(value) = count(value_number)
        and count(distinct value_number) > {{ evaluation_default('most_values_of_a_code') }}

),

running as (

    select
        values_of_fields.*,
        number_fields.field is not null as is_number,
        sum(values_of_fields.examples) over (
            partition by values_of_fields.field, values_of_fields.value is null
            order by values_of_fields.value_number, values_of_fields.value
            rows unbounded preceding
        ) - values_of_fields.examples as examples_below,
        sum(values_of_fields.examples) over (partition by values_of_fields.field, values_of_fields.value is null)
            as examples_of_field
    from values_of_fields
    left join number_fields on values_of_fields.field = number_fields.field

),

parts as (

    select
        *,
        cast(floor(examples_below * {{ bins }} / examples_of_field) as integer) as part
    from running

),

buckets as (

    select
        field,
        value,
        case
            when value is null then 'missing'
            when is_number then 'part ' || cast(part as {{ dbt.type_string() }})
            when examples >= {{ evaluation_default('min_value_examples') }} then 'is ' || value
            else 'other'
        end as bucket
    from parts

)

select
    '*' as model_id,
    'field' as kind,
    counted.field as name,
    counted.month,
    buckets.bucket,
    sum(counted.examples) as examples
from counted
inner join buckets
    on counted.field = buckets.field
    and coalesce(counted.value, '') = coalesce(buckets.value, '')
group by counted.field, counted.month, buckets.bucket
