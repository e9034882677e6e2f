-- One row per distinct field and value of all that rules read: the dictionary that conditions are matched against.
-- Each value is read as text, as a number (canonical text for equality, decimal for order) and as a date.

with field_values as (

    select field, value_text from {{ ref('lead_scoring', 'contact_values') }}
    union distinct
    select field, value_text from {{ ref('lead_scoring', 'company_values') }}
    union distinct
    select field, value_text from {{ ref('lead_scoring', 'company_ages') }}
    union distinct
    select field, value_text from {{ ref('lead_scoring', 'dated_values') }}

)

select
    field,
    value_text,
    {{ canonical_number('value_text') }} as value_canonical,
    {{ number_value('value_text') }} as value_number,
    {{ date_value('value_text') }} as value_date
from field_values
