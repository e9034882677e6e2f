-- A rule that stood in nobody's ledger on any finished day: a warning, never an error.

{{ config(enabled=evaluates(), severity='warn') }}

select * from {{ ref('lead_scoring', 'rule_evidence') }} where advice = 'dead'
