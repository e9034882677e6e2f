-- One row per signature and activity field that a scored rule reads: the value as rules compare it.
-- A missing value is the empty text.

{{ config(materialized='view') }}

with signature_fields as (

    {% for column in activity_fields() %}
    select signature_no, 'activity.{{ column }}' as field, {{ column }} as value_text
    from {{ ref('lead_scoring', 'signature_texts') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

scored_fields as (

    select distinct field from {{ ref('lead_scoring', 'scored_conditions') }} where is_activity

)

select
    signature_fields.signature_no,
    signature_fields.field,
    signature_fields.value_text
from signature_fields
inner join scored_fields on signature_fields.field = scored_fields.field
