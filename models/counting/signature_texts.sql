-- One row per signature: its fields as rules compare them. A missing value is the empty text.

{{ config(materialized='view') }}

select
    signature_no,
    {% for column in activity_fields() %}
    coalesce({{ lower_text(clean_text(plain_number('value') if column == 'value' else column)) }}, '') as {{ column }},
    {% endfor %}
    is_derived
from {{ ref('lead_scoring', 'activity_signatures') }}
