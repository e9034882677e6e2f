-- A month whose scores, grades or new contacts are distributed otherwise than those before: a warning, never an error.

{{ config(enabled=evaluates(), severity='warn') }}

select * from {{ ref('lead_scoring', 'score_drift') }} where is_alarm
