-- One row per signature and activity field that a scored rule reads: the value as rules compare it.
-- A missing value is the empty text.

with activity_signatures as (

    select * from {{ ref('activity_signatures') }}

),

signature_fields as (

    {% for column in ['activity_type', 'channel', 'asset', 'campaign', 'source_system'] %}
    select signature_no, 'activity.{{ column }}' as field, {{ column }} as value from activity_signatures
    union all
    {% endfor %}
    select signature_no, 'activity.value' as field, {{ plain_number('value') }} as value from activity_signatures

),

scored_fields as (

    select distinct field from {{ ref('scored_conditions') }} where is_activity

)

select
    signature_fields.signature_no,
    signature_fields.field,
    coalesce({{ lower_text(clean_text('signature_fields.value')) }}, '') as value_text
from signature_fields
inner join scored_fields on signature_fields.field = scored_fields.field
