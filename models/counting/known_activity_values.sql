-- One row per distinct activity field and value that a scored rule reads: the activity side of the dictionary.
-- Kept apart from known_values because metrics are counted from activities first.

with field_values as (

    {% for column in activity_fields() %}
    select 'activity.{{ column }}' as field, {{ column }} as value_text from {{ ref('signature_texts') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

scored_fields as (

    select distinct field from {{ ref('scored_conditions') }} where is_activity

),

distinct_values as (

    select distinct field_values.field, field_values.value_text
    from field_values
    inner join scored_fields on field_values.field = scored_fields.field

)

select
    field,
    value_text,
    {{ canonical_number('value_text') }} as value_canonical,
    {{ number_value('value_text') }} as value_number,
    {{ date_value('value_text') }} as value_date
from distinct_values
