-- One row per activity field that a scored rule reads and signature that stands for its kind: the value as rules compare it.
-- A missing value is the empty text.

with signature_texts as (

    select signature_texts.*
    from {{ ref('signature_texts') }} as signature_texts
    inner join {{ ref('signature_kinds') }} as signature_kinds
        on signature_texts.signature_no = signature_kinds.signature_no
        and signature_kinds.signature_no = signature_kinds.kind_no

),

signature_fields as (

    {% for column in activity_fields() %}
    select signature_no, 'activity.{{ column }}' as field, {{ column }} as value_text from signature_texts
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

scored_fields as (

    select distinct field from {{ ref('scored_conditions') }} where is_activity

)

select
    signature_fields.signature_no,
    signature_fields.field,
    signature_fields.value_text
from signature_fields
inner join scored_fields on signature_fields.field = scored_fields.field
