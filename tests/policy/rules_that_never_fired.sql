-- A rule that has not fired for anyone may be misspelt, or wait for a campaign: a warning, never an error.

{{ config(severity='warn') }}

select * from {{ ref('lead_scoring', 'never_fired_rules') }}
