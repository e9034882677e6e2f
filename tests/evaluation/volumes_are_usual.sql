-- A month with far more or far fewer activities of a type than usual: a warning, never an error.

{{ config(enabled=evaluates(), severity='warn') }}

select * from {{ ref('lead_scoring', 'volume_alarms') }} where is_alarm
