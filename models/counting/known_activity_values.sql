-- One row per distinct activity field and value that a scored rule reads: the activity side of the dictionary.
-- Kept apart from known_values because metrics are counted from activities first.

with signature_values as (

    select distinct field, value_text from {{ ref('lead_scoring', 'signature_values') }}

)

select
    field,
    value_text,
    {{ canonical_number('value_text') }} as value_canonical,
    {{ number_value('value_text') }} as value_number,
    {{ date_value('value_text') }} as value_date
from signature_values
