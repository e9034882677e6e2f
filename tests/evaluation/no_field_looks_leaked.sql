-- A field that cannot have been known on the day, by what it foretells or by when it was written: a warning, never an error.

{{ config(enabled=evaluates(), severity='warn') }}

select * from {{ ref('lead_scoring', 'leakage_check') }}
